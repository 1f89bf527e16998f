using WebhookRelay.Simulation.Broker;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>The objects shared by all relays of a world.</summary>
internal sealed record WorldContext(Timeline Timeline, Random Random, GuaranteeMonitor Monitor, SimulatedRedis Redis, SimulatedBroker Broker);
