using System.Diagnostics;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Portal.Kernel.Components.States;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>
/// Keeps the circuit alive when a page throws: shows what happened with a reference that finds it in the log. That a stored
/// record is not what the log states of it is no fault of the page: the refusal is shown in its own words, with its code.
/// </summary>
public sealed partial class PageErrorBoundary(ILogger<PageErrorBoundary> logger) : ErrorBoundaryBase
{
    private string? _reference;

    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        if (RefusalOf(exception) is { } refusal)
        {
            LogPageRefused(refusal.Code, refusal.Message, _reference);
        }
        else
        {
            LogPageFailed(exception, _reference);
        }

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
        if (RefusalOf(CurrentException) is { } refusal)
        {
            builder.OpenComponent<LoadRefused>(3);
            builder.AddComponentParameter(4, nameof(LoadRefused.Refusal), refusal);
            builder.AddComponentParameter(5, nameof(LoadRefused.CorrelationId), _reference);
            builder.AddComponentParameter(6, nameof(LoadRefused.OnRetry), EventCallback.Factory.Create(this, Recover));
        }
        else
        {
            builder.OpenComponent<LoadFailed>(7);
            builder.AddComponentParameter(8, nameof(LoadFailed.Thing), "this page");
            builder.AddComponentParameter(9, nameof(LoadFailed.CorrelationId), _reference);
            builder.AddComponentParameter(10, nameof(LoadFailed.OnRetry), EventCallback.Factory.Create(this, Recover));
        }

        builder.CloseComponent();
        builder.CloseElement();
    }

    private static Refusal? RefusalOf(Exception? exception) => (exception as RecordAlteredException)?.Refusal;

    [LoggerMessage(1902, LogLevel.Error, "A page failed; the person was shown reference {Reference}")]
    private partial void LogPageFailed(Exception failure, string reference);

    [LoggerMessage(1903, LogLevel.Critical, "A page was refused with {Code}: {Sentence} The person was shown reference {Reference}")]
    private partial void LogPageRefused(string code, string sentence, string reference);
}
