using Governance.Data;
using Governance.Domain.Conversations;
using Governance.Portal.Kernel.Components.States;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>Follows the conversation while it is open: a comment of someone else appears by itself.</summary>
public sealed partial class ConversationPanel(ListComments list, ChangeFeed changes) : IDisposable
{
    private const int Step = 50;
    private const int Most = 500;

    private readonly CancellationTokenSource _gone = new();
    private CommentsShown? _shown;
    private IDisposable? _subscription;
    private string? _listensTo;
    private int _take = Step;

    /// <summary>The record. The page has asked whether it may be read.</summary>
    [Parameter, EditorRequired]
    public ConversationSubject Subject { get; set; } = null!;

    /// <summary>True when this person may add to it.</summary>
    [Parameter]
    public bool CanComment { get; set; }

    /// <summary>What the record itself says, above the comments.</summary>
    [Parameter]
    public RenderFragment? Before { get; set; }

    /// <summary>What the record itself says, below them.</summary>
    [Parameter]
    public RenderFragment? After { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_listensTo != Subject.Id)
        {
            (_listensTo, _take, _shown) = (Subject.Id, Step, null);
            _subscription?.Dispose();
            // Prerendering is over before anything changes.
            _subscription = RendererInfo.IsInteractive ? Listen() : null;
            await LoadAsync();
        }
    }

    private IDisposable Listen()
    {
        var reloads = new ReloadQueue(InvokeAsync, LoadAsync);
        return changes.Subscribe(
            [Subject.Id],
            change =>
            {
                if (change.Action == Subject.Action)
                {
                    reloads.Ask();
                }
            }
        );
    }

    private async Task LoadAsync()
    {
        try
        {
            _shown = await list.NewestAsync(Subject, _take, _gone.Token);
            StateHasChanged();
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // The page was left while the change was on its way.
        }
    }

    private Task EarlierAsync()
    {
        _take = Math.Min(_take + Step, Most);
        return LoadAsync();
    }
}
