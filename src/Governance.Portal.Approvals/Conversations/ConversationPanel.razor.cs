using Governance.Data;
using Governance.Domain.Conversations;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>Follows the conversation while it is open: a comment of someone else appears by itself.</summary>
public sealed partial class ConversationPanel(ListComments list)
{
    private const int Step = 50;
    private const int Most = 500;

    private CommentsShown? _shown;
    private string? _loaded;
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
    protected override IReadOnlyList<string> Subjects => [Subject.Id];

    /// <inheritdoc/>
    protected override bool Hears(Change change) => change.Action == Subject.Action;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        if (_loaded != Subject.Id)
        {
            (_loaded, _take, _shown) = (Subject.Id, Step, null);
            await ReadAsync();
        }
    }

    /// <inheritdoc/>
    protected override Task ChangedAsync() => ReloadAsync(ReadAsync);

    private async Task ReadAsync() => _shown = await list.NewestAsync(Subject, _take, Gone);

    private Task EarlierAsync()
    {
        _take = Math.Min(_take + Step, Most);
        return ReadAsync();
    }
}
