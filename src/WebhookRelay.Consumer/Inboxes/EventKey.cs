using StackExchange.Redis;

namespace WebhookRelay.Consumer.Inboxes;

/// <summary>Identifies an event in the inbox: by queue, event id and replay id.</summary>
internal readonly record struct EventKey(string Queue, string Id, string? ReplayId)
{
    /// <summary>Unambiguous, because an id contains no space.</summary>
    public string Effect => ReplayId is null ? Id : $"{Id} {ReplayId}";

    /// <summary>The record and the lease, with one hash tag, so that a Redis cluster stores them on one node.</summary>
    public RedisKey[] Redis => [$"labelbox:inbox:{{{Queue} {Effect}}}:record", $"labelbox:inbox:{{{Queue} {Effect}}}:lease"];
}
