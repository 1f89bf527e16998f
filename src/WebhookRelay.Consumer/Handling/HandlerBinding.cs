using Microsoft.Extensions.DependencyInjection;

namespace WebhookRelay.Consumer.Handling;

/// <summary>One handler for one kind of event.</summary>
internal abstract class HandlerBinding(Type handler, Type kind)
{
    public Type Handler => handler;

    public Type Kind => kind;

    /// <summary>The handler's name in the inbox. A renamed handler counts as a new one.</summary>
    public string Name { get; } = $"{handler.FullName} {kind.Name}";

    /// <summary>Creates a binding for each kind of event that the handler consumes.</summary>
    public static IReadOnlyList<HandlerBinding> Of(Type handler) =>
        [.. handler.GetInterfaces()
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsume<>))
            .Select(type => type.GetGenericArguments()[0])
            .Select(kind => (HandlerBinding)Activator.CreateInstance(typeof(HandlerBinding<,>).MakeGenericType(handler, kind))!)];

    public bool Takes(AnyEvent labelboxEvent) => kind.IsInstanceOfType(labelboxEvent);

    public abstract Task CallAsync(IServiceProvider services, AnyEvent labelboxEvent, EventContext context, CancellationToken cancellationToken);
}

internal sealed class HandlerBinding<THandler, TEvent>() : HandlerBinding(typeof(THandler), typeof(TEvent))
    where THandler : class, IConsume<TEvent>
    where TEvent : AnyEvent
{
    public override Task CallAsync(IServiceProvider services, AnyEvent labelboxEvent, EventContext context, CancellationToken cancellationToken) =>
        services.GetRequiredService<THandler>().ConsumeAsync((TEvent)labelboxEvent, context, cancellationToken);
}
