using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WebhookRelay.Consumer.Handling;

namespace WebhookRelay.Consumer;

/// <summary>Takes the handlers of a service while it is put together.</summary>
public sealed class LabelboxConsumers
{
    private readonly IServiceCollection _services;
    private readonly List<HandlerBinding> _bindings = [];

    internal LabelboxConsumers(IServiceCollection services) => _services = services;

    internal IReadOnlyList<HandlerBinding> Bindings => _bindings;

    /// <summary>
    /// Adds a handler: a class with one or more <see cref="IConsume{TEvent}"/>. The queue is bound for the kinds of event it
    /// takes. It is made anew, in a scope of its own, for each call.
    /// </summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <exception cref="InvalidOperationException">It has no <see cref="IConsume{TEvent}"/>, or was added before.</exception>
    public LabelboxConsumers AddHandler<THandler>()
        where THandler : class
    {
        var bindings = HandlerBinding.Of(typeof(THandler));
        if (bindings.Count is 0)
        {
            throw new InvalidOperationException($"{typeof(THandler)} handles nothing: let it implement IConsume<LabelUpdated> or the like.");
        }

        if (_bindings.Exists(binding => binding.Handler == typeof(THandler)))
        {
            throw new InvalidOperationException($"{typeof(THandler)} is added already.");
        }

        _bindings.AddRange(bindings);
        _services.TryAddScoped<THandler>();
        return this;
    }

    /// <summary>Sets what configuration does not.</summary>
    /// <param name="configure">Is called after the section <c>LabelboxConsumers</c> was read.</param>
    public LabelboxConsumers Configure(Action<LabelboxConsumerOptions> configure)
    {
        _services.Configure(configure);
        return this;
    }
}
