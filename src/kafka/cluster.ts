// The Kafka model as the engine runs it: the kinds of node there are, and what each command does.
// The only file that knows all of them.
import { assert, unreachable } from '#base/assert.ts';
import { msToUs } from '#base/time.ts';
import type { CommandPort, Model, NodeType } from '#sim/node.ts';
import { brokerNode, createBrokerDisk } from './broker/broker-node.ts';
import { connected } from '#kafka/client/connection/connected.ts';
import { clientPolicy, serverPolicy } from '#kafka/client/connection/policy.ts';
import { adminNode, createAdminDisk } from '#kafka/client/admin/node.ts';
import { consumerNode } from '#kafka/client/consumer/node.ts';
import { type ConsumerDisk, createConsumerDisk } from '#kafka/client/consumer/state.ts';
import { type ExternalClientDisk, externalClientNode } from '#kafka/client/external/node.ts';
import { producerNode } from '#kafka/client/producer/node.ts';
import { createProducerDisk } from '#kafka/client/producer/state.ts';
import { type BrokerSpec, type KafkaCommandMap, type KafkaRequest } from './commands.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { toolbox } from '#kafka/tool/toolbox.ts';
import '#kafka/parts';
import { controllerNode, createControllerDisk } from './controller/controller-node.ts';

/** Nodes by kind. Their state types are their own; the engine only carries them around. */
const NODE_TYPES: Readonly<Record<string, unknown>> = {
  controller: connected(controllerNode, ({ quorum }, channel) =>
    serverPolicy(quorum.configs, channel),
  ),
  broker: connected(brokerNode, ({ configs }, channel) => serverPolicy(configs, channel)),
  producer: connected(producerNode, ({ spec }) => clientPolicy('producer', spec.configs)),
  consumer: connected(consumerNode, ({ spec }) => clientPolicy('consumer', spec.configs)),
  admin: connected(adminNode, () => clientPolicy('admin', {})),
  client: connected(externalClientNode, () => clientPolicy('admin', {})),
};

type ClusterSpec = KafkaCommandMap['cluster.create'];

/** A node that does nothing, whose disk holds what later commands must know of the cluster. */
const clusterKey = 'cluster';
const clusterNode: NodeType<ClusterSpec, null> = { boot: () => null, handle: () => undefined };

function nodeType(kind: string): NodeType<unknown, unknown> {
  const type = kind === clusterKey ? clusterNode : (NODE_TYPES[kind] ?? toolbox().nodeTypes[kind]);
  assert(type !== undefined, () => `no node type ${kind}`);
  return type as NodeType<unknown, unknown>;
}

function createCluster(spec: ClusterSpec, port: CommandPort): void {
  port.setDefaultLink(spec.network);
  port.addNode(clusterKey, clusterKey, Object.freeze(spec));
  const { ids } = spec.controllers;
  for (const id of ids) {
    const disk = createControllerDisk({ id, voters: ids, configs: spec.configs });
    // Asked to end, a combined broker goes first, and its controller when that is done.
    if (spec.controllers.mode === 'combined') {
      port.shareProcess([nodeIds.broker(id), nodeIds.controller(id)]);
    }
    port.addNode(nodeIds.controller(id), 'controller', disk);
  }
  for (const broker of spec.brokers) addBroker(broker, spec, port);
  const brokerIds = spec.brokers.map((broker) => broker.id);
  port.addNode(nodeIds.admin, 'admin', createAdminDisk(ids, brokerIds));
}

function addBroker({ id, rack }: BrokerSpec, spec: ClusterSpec, port: CommandPort): void {
  const { ids } = spec.controllers;
  const isController = spec.controllers.mode === 'combined' && ids.includes(id);
  port.emit('broker.added', { id, rack, controller: isController });
  const disk = createBrokerDisk({ id, rack, controllers: ids, configs: spec.configs });
  port.addNode(nodeIds.broker(id), 'broker', disk);
}

function clusterSpec(port: CommandPort): ClusterSpec {
  return port.diskOf(clusterKey) as ClusterSpec;
}

function bootstrapOf(port: CommandPort): readonly number[] {
  return port
    .nodeIds()
    .filter((id) => id.startsWith('broker-'))
    .map((id) => Number(id.slice('broker-'.length)));
}

/** Commands about nodes that do not exist do nothing: the one who asked was told by the checks. */
function forNode(id: string, port: CommandPort, action: (id: string) => void): void {
  if (port.hasNode(id)) action(id);
}

function cut(a: string, b: string, isCut: boolean, port: CommandPort): void {
  port.cutLink(a, b, isCut);
  port.cutLink(b, a, isCut);
}

function apply(command: KafkaRequest, port: CommandPort): void {
  switch (command.type) {
    case 'cluster.create':
      createCluster(command.data, port);
      return;
    case 'broker.add':
      if (!port.hasNode(nodeIds.broker(command.data.id))) {
        addBroker(command.data, clusterSpec(port), port);
      }
      return;
    case 'broker.stop':
      forNode(nodeIds.broker(command.data.broker), port, (id) => port.shutdown(id));
      return;
    case 'broker.crash':
      forNode(nodeIds.broker(command.data.broker), port, (id) => port.crash(id));
      return;
    case 'broker.restart':
      forNode(nodeIds.broker(command.data.broker), port, (id) => port.restart(id));
      return;
    case 'broker.pause':
      forNode(nodeIds.broker(command.data.broker), port, (id) => port.pause(id));
      return;
    case 'broker.resume':
      forNode(nodeIds.broker(command.data.broker), port, (id) => port.resume(id));
      return;
    case 'disk.set':
      forNode(nodeIds.broker(command.data.broker), port, (id) => port.deliver(id, command));
      return;
    case 'controller.crash':
      forNode(nodeIds.controller(command.data.controller), port, (id) => port.crash(id));
      return;
    case 'controller.restart':
      forNode(nodeIds.controller(command.data.controller), port, (id) => port.restart(id));
      return;
    case 'topic.create':
    case 'partitions.create':
    case 'topic.delete':
    case 'config.alter':
    case 'leader.elect':
    case 'partition.reassign':
      port.deliver(nodeIds.admin, command);
      return;
    case 'producer.add': {
      const id = nodeIds.producer(command.data.id);
      if (port.hasNode(id)) return;
      port.addNode(id, 'producer', createProducerDisk(command.data, bootstrapOf(port)));
      return;
    }
    case 'producer.remove':
      forNode(nodeIds.producer(command.data.producer), port, (id) => port.shutdown(id));
      return;
    case 'producer.crash':
      forNode(nodeIds.producer(command.data.producer), port, (id) => port.crash(id));
      return;
    case 'producer.restart':
      forNode(nodeIds.producer(command.data.producer), port, (id) => port.restart(id));
      return;
    case 'producer.pause':
      forNode(nodeIds.producer(command.data.producer), port, (id) => port.pause(id));
      return;
    case 'producer.resume':
      forNode(nodeIds.producer(command.data.producer), port, (id) => port.resume(id));
      return;
    case 'producer.alter':
    case 'record.produce':
      forNode(nodeIds.producer(command.data.producer), port, (id) => port.deliver(id, command));
      return;
    case 'consumer.add': {
      const id = nodeIds.consumer(command.data.id);
      if (port.hasNode(id)) return;
      port.addNode(id, 'consumer', createConsumerDisk(command.data, bootstrapOf(port)));
      return;
    }
    case 'consumer.remove':
      forNode(nodeIds.consumer(command.data.consumer), port, (id) => port.shutdown(id));
      return;
    case 'consumer.crash':
      forNode(nodeIds.consumer(command.data.consumer), port, (id) => {
        port.crash(id);
        const { restartMs = null } = (port.diskOf(id) as ConsumerDisk).spec.handling ?? {};
        if (restartMs !== null) port.restart(id, msToUs(restartMs));
      });
      return;
    case 'consumer.restart':
      forNode(nodeIds.consumer(command.data.consumer), port, (id) => port.restart(id));
      return;
    case 'consumer.pause':
      forNode(nodeIds.consumer(command.data.consumer), port, (id) => port.pause(id));
      return;
    case 'consumer.resume':
      forNode(nodeIds.consumer(command.data.consumer), port, (id) => port.resume(id));
      return;
    case 'consumer.alter':
    case 'consumer.seek':
    case 'consumer.commit':
    case 'partition.pause':
    case 'partition.resume':
      forNode(nodeIds.consumer(command.data.consumer), port, (id) => port.deliver(id, command));
      return;
    case 'client.add': {
      const id = nodeIds.client(command.data.id);
      if (port.hasNode(id)) return;
      const controllers = clusterSpec(port).controllers.ids;
      const disk: ExternalClientDisk = {
        id: command.data.id,
        bootstrap: bootstrapOf(port),
        controllers,
      };
      port.addNode(id, 'client', disk);
      return;
    }
    case 'client.remove':
      forNode(nodeIds.client(command.data.client), port, (id) => port.shutdown(id));
      return;
    case 'client.request':
      forNode(nodeIds.client(command.data.client), port, (id) => port.deliver(id, command));
      return;
    case 'tool.run':
    case 'tool.input':
    case 'tool.stop':
      toolbox().apply(command, {
        port,
        brokers: bootstrapOf(port),
        carryOut: (request) => apply(request, port),
      });
      return;
    case 'packet.drop':
      port.dropPacket(command.data.packet);
      return;
    case 'packet.delay':
      port.delayPacket(command.data.packet, command.data.byUs);
      return;
    case 'fault.arm': {
      const { delayMs, ...fault } = command.data;
      port.armFault({ ...fault, delayUs: msToUs(delayMs) });
      return;
    }
    case 'network.set':
      port.setDefaultLink(command.data);
      return;
    case 'link.cut':
      cut(command.data.a, command.data.b, true, port);
      return;
    case 'link.heal':
      cut(command.data.a, command.data.b, false, port);
      return;
    default:
      unreachable(command);
  }
}

/** The model of a Kafka cluster. Commands must be KafkaRequests. */
export const kafkaModel: Model = {
  nodeType,
  apply: (command, port) => apply(command as KafkaRequest, port),
  apiOf: (body) => (body as RequestBody).api,
};
