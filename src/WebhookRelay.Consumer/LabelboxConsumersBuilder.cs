using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WebhookRelay.Consumer.Handling;

namespace WebhookRelay.Consumer;

/// <summary>Registers the handlers of a service.</summary>
public sealed class LabelboxConsumersBuilder
{
    private readonly IServiceCollection _services;
    private readonly List<HandlerBinding> _bindings = [];

    internal LabelboxConsumersBuilder(IServiceCollection services) => _services = services;

    internal IReadOnlyList<HandlerBinding> Bindings => _bindings;

    /// <summary>
    /// Adds a handler: a class that implements one or more <see cref="IConsume{TEvent}"/>. The queue is bound for the events
    /// that it consumes. Each call gets a new instance in its own scope.
    /// </summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <exception cref="InvalidOperationException">The class does not implement <see cref="IConsume{TEvent}"/>, or was already added.</exception>
    public LabelboxConsumersBuilder AddHandler<THandler>()
        where THandler : class
    {
        var bindings = HandlerBinding.Of(typeof(THandler));
        if (bindings.Count is 0)
        {
            throw new InvalidOperationException($"{typeof(THandler)} handles no event: implement IConsume<LabelUpdated> or another IConsume<TEvent>.");
        }

        if (_bindings.Exists(binding => binding.Handler == typeof(THandler)))
        {
            throw new InvalidOperationException($"{typeof(THandler)} was already added.");
        }

        _bindings.AddRange(bindings);
        _services.TryAddScoped<THandler>();
        return this;
    }

    /// <summary>Sets options in code.</summary>
    /// <param name="configure">Runs after the section <c>LabelboxConsumers</c> is read.</param>
    public LabelboxConsumersBuilder Configure(Action<LabelboxConsumerOptions> configure)
    {
        _services.Configure(configure);
        return this;
    }
}
