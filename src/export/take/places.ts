// Where the nodes of a scenario are in the cluster of containers: their services, their addresses inside and
// outside.
import type { Scenario } from '#scenario/scenario.ts';

/** Ports of a broker inside the network of containers, of a controller there, and of the first on this machine. */
export const INSIDE_PORT = 19092;
export const CONTROLLER_PORT = 29093;
const FIRST_OUTSIDE_PORT = 9092;

/** `broker-1` */
export function brokerService(id: number): string {
  return `broker-${id}`;
}

/** `controller-101`; of a combined node the broker's. */
export function controllerService(scenario: Scenario, id: number): string {
  return scenario.cluster.controllers.mode === 'combined' ? brokerService(id) : `controller-${id}`;
}

/** The port on this machine that leads to a broker: 9092 for the first, 9093 for the second. */
export function outsidePort({ cluster }: Scenario, broker: number): number {
  return FIRST_OUTSIDE_PORT + cluster.brokers.findIndex(({ id }) => id === broker);
}

/** Address of the first broker for clients on this machine. */
export function bootstrapOutside(scenario: Scenario): string {
  const ports = scenario.cluster.brokers.slice(0, 3).map(({ id }) => outsidePort(scenario, id));
  return ports.map((port) => `localhost:${port}`).join(',');
}

/** Service and address of the first broker, for tools inside its container. */
export function firstBroker({ cluster }: Scenario): { service: string; address: string } {
  const service = brokerService(cluster.brokers[0]?.id ?? 1);
  return { service, address: `${service}:${INSIDE_PORT}` };
}
