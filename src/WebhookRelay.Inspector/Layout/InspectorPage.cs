using Microsoft.AspNetCore.Components;

namespace WebhookRelay.Inspector.Layout;

/// <summary>A page that shows one record.</summary>
public abstract class InspectorPage<TModel> : ComponentBase
{
    [Parameter, EditorRequired]
    public PageContext Page { get; set; } = null!;

    [Parameter, EditorRequired]
    public TModel Model { get; set; } = default!;
}
