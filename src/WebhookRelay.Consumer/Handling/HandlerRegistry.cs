namespace WebhookRelay.Consumer.Handling;

/// <summary>The service's handlers in the order of registration.</summary>
internal sealed class HandlerRegistry(IReadOnlyList<HandlerBinding> bindings)
{
    public IReadOnlyList<HandlerBinding> For(AnyEvent labelboxEvent) => [.. bindings.Where(binding => binding.Takes(labelboxEvent))];

    /// <summary>The binding keys for the queue.</summary>
    public IReadOnlyList<string> Patterns(IReadOnlyCollection<string> projects) =>
        EventKinds.Patterns([.. bindings.Select(binding => binding.Kind)], projects);
}
