namespace WebhookRelay.Consumer.Handling;

/// <summary>The service's handlers, in the order they were added.</summary>
internal sealed class HandlerSet(IReadOnlyList<HandlerBinding> bindings)
{
    public IReadOnlyList<HandlerBinding> For(AnyEvent labelboxEvent) => [.. bindings.Where(binding => binding.Takes(labelboxEvent))];

    /// <summary>What the queue is bound with.</summary>
    public IReadOnlyList<string> Patterns(IReadOnlyCollection<string> projects) =>
        EventKinds.Patterns([.. bindings.Select(binding => binding.Kind)], projects);
}
