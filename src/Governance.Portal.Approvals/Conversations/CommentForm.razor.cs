using Governance.Domain;
using Governance.Domain.Conversations;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Scripts;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>
/// The box a comment is written in. The list of people is drawn here and driven by the keys the script hands on, so that the order of keys
/// is the server's; the script only knows where the caret is.
/// </summary>
public sealed partial class CommentForm(
    PostComment post,
    MentionedPeople mentionable,
    WritingDrafts drafts,
    CurrentActor current,
    ToastService toasts,
    TimeProvider clock,
    IJSRuntime js
) : IAsyncDisposable
{
    private const string ListId = "comment-people";

    private readonly ElementScript _script = new(
        js,
        "_content/Governance.Portal.Approvals/Conversations/CommentForm.razor.js",
        ending: "end"
    );
    private readonly CancellationTokenSource _gone = new();
    private ElementReference _form;
    private DotNetObjectReference<CommentForm>? _self;
    private ITimer? _rest;
    private Task _saving = Task.CompletedTask;
    private IReadOnlyList<PersonToMention>? _people;
    private string _text = "";
    private string _said = "";
    private Sentence? _error;
    private DraftState _draft;
    private int _active = -1;
    private int _asked;
    private bool _hasMoved;
    private bool _busy;

    private enum DraftState
    {
        None,
        Restored,
        Waiting,
        Saved,
        Lost,
    }

    /// <summary>The record.</summary>
    [Parameter, EditorRequired]
    public ConversationSubject Subject { get; set; } = null!;

    /// <summary>Told after a comment was posted.</summary>
    [Parameter]
    public EventCallback OnPosted { get; set; }

    private string Place => WritingDrafts.OfComment(Subject);

    private string? ActiveId => _people is not null && _active >= 0 ? OptionId(_active) : null;

    private string? DraftWords =>
        _draft switch
        {
            DraftState.Restored => "Your draft was restored.",
            DraftState.Saved => "Draft saved.",
            DraftState.Lost => "The draft could not be saved.",
            _ => null,
        };

    /// <summary>The script's question: what was typed after an <c>@</c> before the caret; null when the caret left it.</summary>
    [JSInvokable]
    public async Task AskAsync(string? letters)
    {
        var asked = ++_asked;
        if (letters is null)
        {
            Close();
            return;
        }

        var found = await mentionable.FindAsync(await current.GetAsync(), Subject, letters[..Math.Min(letters.Length, 60)], _gone.Token);
        if (asked != _asked)
        {
            return; // more was typed meanwhile
        }

        // Words after a sign that belong to no one are just words, and no list stands in their way.
        if (found.Count == 0 && letters.Contains(' ', StringComparison.Ordinal))
        {
            Close();
            return;
        }

        (_people, _active) = (found, Chosen(found));
        _said =
            found.Count == 0
                ? "No one found."
                : T[
                    "{0}. Use the arrow keys to choose, Enter to mention, Escape to close.",
                    Formats.Plural(found.Count, "person", "people")
                ];
        StateHasChanged();
    }

    /// <summary>A key the script caught while the list was open.</summary>
    [JSInvokable]
    public async Task KeyAsync(string key)
    {
        if (_people is not { } people)
        {
            return;
        }

        switch (key)
        {
            case "ArrowDown":
                (_active, _hasMoved) = (Next(people, _active, 1), true);
                break;
            case "ArrowUp":
                (_active, _hasMoved) = (Next(people, _active, -1), true);
                break;
            case "Enter" or "Tab" when _active >= 0:
                await PickAsync(people[_active]);
                break;
            default:
                Close();
                break;
        }

        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_rest is not null)
        {
            await _rest.DisposeAsync();
        }

        await _gone.CancelAsync();
        foreach (var file in _files.ToList())
        {
            await file.DisposeAsync();
        }

        // Who leaves within the two seconds has written it all the same.
        if (_draft is DraftState.Waiting)
        {
            await drafts.SaveAsync(await current.GetAsync(), Place, _text, CancellationToken.None);
        }

        await _script.DisposeAsync();
        _self?.Dispose();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (await drafts.ReadAsync(await current.GetAsync(), Place, _gone.Token) is { } draft && _text.Length == 0)
        {
            (_text, _draft) = (draft.Text, DraftState.Restored);
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await _script.MakeAsync(Assets, "attach", _form, _self);
        }
    }

    private static string OptionId(int place) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ListId}-{place}");

    // The next one that can be mentioned, round the ends; -1 where there is none.
    private static int Next(IReadOnlyList<PersonToMention> people, int from, int step)
    {
        for (var i = 1; i <= people.Count; i++)
        {
            var at = (((from < 0 && step < 0 ? 0 : from) + (i * step)) % people.Count + people.Count) % people.Count;
            if (people[at].IsActive)
            {
                return at;
            }
        }

        return -1;
    }

    // Anyone who was chosen by key stays chosen in the list that an answer brings later, while they are in it; otherwise the first.
    private int Chosen(IReadOnlyList<PersonToMention> found)
    {
        var kept = _hasMoved && _people is { } people && _active >= 0 ? found.Select(p => p.Id).ToList().IndexOf(people[_active].Id) : -1;
        _hasMoved = kept >= 0 && found[kept].IsActive;
        return _hasMoved ? kept : Next(found, -1, 1);
    }

    private void Typed()
    {
        _draft = DraftState.Waiting;
        _rest?.Dispose();
        _rest = clock.CreateTimer(_ => _ = InvokeAsync(() => _saving = SaveAsync()), null, WritingDrafts.Rest, Timeout.InfiniteTimeSpan);
    }

    private async Task SaveAsync()
    {
        if (_draft is not DraftState.Waiting || _busy || _gone.IsCancellationRequested)
        {
            return;
        }

        var text = _text;
        var saved = await drafts.SaveAsync(await current.GetAsync(), Place, text, _gone.Token);
        if (text == _text && _draft is DraftState.Waiting)
        {
            _draft =
                !saved ? DraftState.Lost
                : text.Length == 0 ? DraftState.None
                : DraftState.Saved;
            StateHasChanged();
        }
    }

    private void Close()
    {
        if (_people is not null)
        {
            (_people, _active, _hasMoved, _said) = (null, -1, false, "");
            StateHasChanged();
        }
    }

    private async Task PickAsync(PersonToMention person)
    {
        if (!person.IsActive)
        {
            return;
        }

        Close();
        _said = T["Mentioned: {0}", person.Name];
        await _script.CallAsync("insert", person.Insert);
    }

    private async Task PostAsync()
    {
        if (_busy)
        {
            return;
        }

        if (_files.Any(f => f.Taken is null))
        {
            _fileError = "A file is still being uploaded.";
            return;
        }

        _busy = true;
        try
        {
            await _saving; // a draft stored after the posting would come back
            var outcome = await post.RunAsync(
                await current.GetAsync(),
                Subject,
                _text,
                [.. _files.Select(f => f.Taken!)],
                CancellationToken.None
            );
            _error = outcome.Refusal is { } refusal ? refusal.First : null;
            if (outcome.IsDone)
            {
                foreach (var file in _files)
                {
                    await file.DisposeAsync();
                }

                _files.Clear();
                (_text, _draft, _fileError) = ("", DraftState.None, null);
                Close();
                toasts.Show($"Comment posted.");
                await OnPosted.InvokeAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
