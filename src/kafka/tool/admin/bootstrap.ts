// --bootstrap-server: which brokers a tool asks first. Addresses are not simulated: broker n listens at
// localhost, at port 9091 + n, as clusters on one machine do; container names do as well.
import { ToolFailure } from '#kafka/tool/tool.ts';

/** Port of broker 0. */
const BASE_PORT = 9_091;

/** Where a broker of the simulated cluster listens. */
export function addressOf(broker: number): string {
  return `localhost:${BASE_PORT + broker}`;
}

/** `kafka-2`, `broker2`, `kafka2`: the broker's own name. */
const OWN_NAME = /^(?:kafka|broker)[-_]?(\d+)$/i;
const ADDRESS = /^(?:.*:\/\/)?(\[[^\]]+\]|[^:\s,/]+):(\d{1,5})$/;

/** Ids of the brokers at these addresses; throws what a client says of a list that is none. */
export function brokersAt(servers: string, brokers: readonly number[]): readonly number[] {
  const addresses = servers
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  if (addresses.length === 0) {
    throw configFailure('No resolvable bootstrap urls given in bootstrap.servers');
  }
  return addresses.flatMap((address) => {
    const match = ADDRESS.exec(address);
    if (match === null) throw configFailure(`Invalid url in bootstrap.servers: ${address}`);
    const [, host = '', port] = match;
    const named = OWN_NAME.exec(host)?.[1];
    const id = named === undefined ? Number(port) - BASE_PORT : Number(named);
    if (brokers.includes(id)) return [id];
    // One service, `kafka:9092` or `broker:9092`, whatever the broker's id.
    const only = brokers.length === 1 && Number(port) === BASE_PORT + 1 ? brokers : [];
    return only;
  });
}

function configFailure(message: string): ToolFailure {
  const className = 'org.apache.kafka.common.config.ConfigException';
  return new ToolFailure([
    { stream: 'stderr', text: `Exception in thread "main" ${className}: ${message}\n` },
  ]);
}
