using System.Diagnostics;
using Governance.Portal.Components.States;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Governance.Portal.Components.Layout;

/// <summary>Keeps the circuit alive when a page throws: shows what happened with a reference that finds it in the log.</summary>
public sealed partial class PageErrorBoundary(ILogger<PageErrorBoundary> logger) : ErrorBoundaryBase
{
    private string? _reference;

    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        LogPageFailed(exception, _reference);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenElement(1, "div");
        builder.AddAttribute(2, "class", "card");
        builder.OpenComponent<LoadFailed>(3);
        builder.AddComponentParameter(4, nameof(LoadFailed.Thing), "this page");
        builder.AddComponentParameter(5, nameof(LoadFailed.CorrelationId), _reference);
        builder.AddComponentParameter(6, nameof(LoadFailed.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
        builder.CloseElement();
    }

    [LoggerMessage(1902, LogLevel.Error, "A page failed; the person was shown reference {Reference}")]
    private partial void LogPageFailed(Exception failure, string reference);
}
