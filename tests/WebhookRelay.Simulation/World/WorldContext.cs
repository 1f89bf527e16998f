using WebhookRelay.Simulation.Broker;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>What all relays of a world share.</summary>
internal sealed record WorldContext(Timeline Timeline, Random Random, GuaranteeMonitor Monitor, SimulatedRedis Redis, SimulatedBroker Broker);
