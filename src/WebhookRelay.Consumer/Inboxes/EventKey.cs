using StackExchange.Redis;

namespace WebhookRelay.Consumer.Inboxes;

/// <summary>Names an event to the inbox: for each queue, its id and the replay it came by.</summary>
internal readonly record struct EventKey(string Queue, string Id, string? ReplayId)
{
    /// <summary>An id has no space in it.</summary>
    public string Effect => ReplayId is null ? Id : $"{Id} {ReplayId}";

    /// <summary>The record and the lease, under one hash tag, so that a cluster keeps them together.</summary>
    public RedisKey[] Redis => [$"labelbox:inbox:{{{Queue} {Effect}}}:record", $"labelbox:inbox:{{{Queue} {Effect}}}:lease"];
}
