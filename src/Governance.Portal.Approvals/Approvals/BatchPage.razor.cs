using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>
/// Several requests reviewed one after another and confirmed at once. What was looked at and decided lives on the server with this page: it
/// is gone when the page is left, and nothing was signed then.
/// </summary>
public sealed partial class BatchPage
{
    private BatchReview? _batch;
    private Dictionary<PromotionId, string> _titles = [];
    private BatchItemView? _item;
    private PromotionId _current;
    private SignOffBatch? _confirming;
    private List<BatchOutcome>? _outcomes;
    private ElementReference _heading;
    private string? _chosen;
    private Sentence? _problem;
    private Sentence? _refusal;
    private bool _finished;
    private bool _moved;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "ids")]
    private string? Ids { get; set; }

    [SupplyParameterFromQuery(Name = "at")]
    private string? At { get; set; }

    [SupplyParameterFromQuery(Name = "diff")]
    private string? Diff { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [.. Chosen().Select(id => id.ToString())];

    private BatchLine? Line => _batch?.Lines.FirstOrDefault(l => l.Promotion == _current);

    private int Decided => _batch?.Lines.Count(l => l.Decision is not null) ?? 0;

    private string Progress => T["{0} of {1} decided", Formats.Count(Decided), Formats.Count(_batch?.Lines.Count ?? 0)];

    private string Heading =>
        _outcomes is not null && _confirming is not null && (_finished || _outcomes.Count == _confirming.Decisions.Count)
            ? "What was signed"
        : _confirming is { } batch ? T["Confirm {0}", Formats.Plural(batch.Decisions.Count, "decision")]
        : "Review together";

    private string Subtitle =>
        _confirming is null
            ? "Each request has its own decision and signature. You confirm your identity once, for the list shown."
            : "Each decision is signed separately, with its own evidence bundle.";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        if (_chosen != (Ids ?? ""))
        {
            await BeginAsync();
        }

        if (_batch is null || _confirming is not null)
        {
            return;
        }

        var wanted = DisplayId.TryParse<PromotionId>(At, out var at) && _titles.ContainsKey(at) ? at : _batch.Lines[0].Promotion;
        if (wanted != _current)
        {
            (_current, _item, _refusal, _problem) = (wanted, null, null, _item is null ? _problem : null);
            _moved = _moved || Loaded;
        }

        await LookAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_moved && _item is not null && _confirming is null)
        {
            _moved = false;
            await _heading.FocusAsync();
        }
    }

    private IEnumerable<PromotionId> Chosen() =>
        (Ids ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(BatchReview.Most + 1)
            .Select(text => DisplayId.TryParse<PromotionId>(text, out var id) ? id : (PromotionId?)null)
            .OfType<PromotionId>();

    private async Task BeginAsync()
    {
        _chosen = Ids ?? "";
        (_batch, _item, _confirming, _outcomes, _finished, _problem, _current) = (null, null, null, null, false, null, default);
        var wanted = Chosen().Distinct().ToList();
        if (wanted.Count > BatchReview.Most)
        {
            _problem = BatchRefusals.Size.Words;
            return;
        }

        var rows = await Get.RowsAsync(Actor, wanted, Gone);
        _titles = rows.ToDictionary(r => r.Promotion, r => r.Title);
        var left = wanted.Where(id => !_titles.ContainsKey(id)).ToList();
        _problem = left.Count switch
        {
            0 => null,
            1 => $"{left[0]} is no longer waiting for you, so it was left out.",
            _ => $"{string.Join(", ", left)} are no longer waiting for you, so they were left out.",
        };
        if (rows.Count > 0)
        {
            _batch = BatchReview.Start(rows.Select(r => r.Promotion)).Value;
        }
    }

    // What is on the screen is what was looked at: its digest is what a decision is taken on.
    private async Task LookAsync()
    {
        var read = await Get.ReadAsync(Actor, _current, Gone);
        if (!read.IsDone)
        {
            (_item, _problem) = (null, read.Refusal.Words);
            return;
        }

        _item = read.Value;
        var review = read.Value.Review;
        if (review.MySlot is not { } slot)
        {
            _batch!.Skip(_current);
            _problem = $"{_current} is no longer waiting for you. It is skipped.";
            return;
        }

        var looked = _batch!.Look(
            _current,
            slot,
            review.MySlotFor?.Delegation,
            review.Promotion.BundleDigest,
            review.Promotion.Gate.Results.Any(r => r.Blocks()),
            Clock.GetLocalNow()
        );
        if (looked is { IsDone: true, Value: true })
        {
            _problem = $"{_current} changed after you decided on it. Look at it again; your decision was discarded.";
        }
    }

    private string TitleOf(PromotionId id) => _titles.GetValueOrDefault(id) ?? id.ToString();

    private string HrefOf(PromotionId id) => Navigation.With(("at", id.ToString()), ("diff", null));

    private void Decide(BatchChoice choice)
    {
        var refusal = _batch!.Decide(_current, choice.Decision, choice.Comment, choice.Condition);
        _refusal = refusal is null ? null : refusal.First;
        if (refusal is null)
        {
            Next();
        }
    }

    private void Skip()
    {
        _batch!.Skip(_current);
        _refusal = null;
        Next();
    }

    private void Next()
    {
        var lines = _batch!.Lines;
        var here = lines.ToList().FindIndex(l => l.Promotion == _current);
        var open = lines
            .Skip(here + 1)
            .Concat(lines.Take(here))
            .FirstOrDefault(l => l.State is BatchLineState.Unseen or BatchLineState.LookedAt);
        if (open is not null)
        {
            Navigation.NavigateTo(HrefOf(open.Promotion));
        }
    }

    private void Confirm()
    {
        var confirmed = _batch!.Confirm();
        (_confirming, _refusal, _problem) = (confirmed.IsDone ? confirmed.Value : null, confirmed.Refusal?.Words, confirmed.Refusal?.Words);
    }

    private async Task BackAsync()
    {
        (_confirming, _refusal) = (null, null);
        await ReloadAsync();
    }

    private async Task SignAsync(Reauthentication.Command who)
    {
        if (_busy || _confirming is not { } batch)
        {
            return;
        }

        (_busy, _refusal) = (true, null);
        try
        {
            // What was confirmed is signed to the end, also when the page is left meanwhile.
            var outcome = await Sign.RunAsync(await CurrentActor.GetAsync(), batch, who, CancellationToken.None);
            _refusal = outcome.Refusal is { } refusal ? refusal.First : null;
            _outcomes = outcome.IsDone ? [.. outcome.Value] : null;
        }
        finally
        {
            _busy = false;
        }
    }

    // A passkey signs each statement by itself, so each has its own touch.
    private async Task SignNextAsync(BrowserPasskeys browser)
    {
        if (_busy || _confirming is not { } batch)
        {
            return;
        }

        (_busy, _refusal) = (true, null);
        try
        {
            var actor = await CurrentActor.GetAsync();
            if (_outcomes is null && (await Reauthentication.NoteBatchAsync(actor, batch, CancellationToken.None)).Refusal is { } forbidden)
            {
                _refusal = forbidden.Words;
                return;
            }

            _outcomes ??= [];
            var at = _outcomes.Count;
            var prepared = await Sign.PrepareAsync(actor, batch, at, browser.Site, CancellationToken.None);
            if (prepared.Refusal is { } refusal)
            {
                _outcomes.Add(new BatchOutcome(batch.Decisions[at], null, refusal));
                return;
            }

            var answer = await browser.AnswerAsync(prepared.Value.PublicKey, Gone);
            if (answer.Problem is { } problem)
            {
                _refusal = Sentence.Ours(problem);
                return;
            }

            _outcomes.Add(
                await Sign.RunAsync(
                    actor,
                    batch,
                    at,
                    new(prepared.Value.Draft, Governance.Domain.Identity.PasskeyAssertion.Read(answer.Credential)),
                    CancellationToken.None
                )
            );
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left while the browser waited for the passkey: that one was not signed.
        }
        finally
        {
            _busy = false;
        }
    }
}
