using WebhookRelay.Simulation.Broker;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>What all relays of a world share.</summary>
internal sealed record Surroundings(Timeline Timeline, Random Random, Watch Watch, SimulatedRedis Redis, SimulatedBroker Broker);
