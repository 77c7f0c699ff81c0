using System.Globalization;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Audit;

/// <summary>The log. Filters, place and the entry shown beside it live in the address.</summary>
public sealed partial class AuditPage(
    ListAuditEntries list,
    GetAuditEntry get,
    LogReader log,
    UserQueries users,
    LogLabels words,
    TimeProvider clock
)
{
    private const int PageSize = 25;

    // People offered in the list of filters; anyone else is found by name.
    private const int MaxPeople = 100;

    // Beyond it, nothing more is counted while the page is read.
    private const int MaxNew = 99;

    private static readonly (string Key, string Words, int Days)[] s_periods =
    [
        ("1d", "24 hours", 1),
        ("7d", "7 days", 7),
        ("30d", "30 days", 30),
        ("90d", "90 days", 90),
        ("365d", "One year", 365),
    ];

    private VerificationCard? _verification;
    private StoredCheckpoint? _checkpoint;
    private AuditPageRows? _page;
    private AuditEntryDetail? _selected;
    private Refusal? _selectedRefusal;
    private Refusal? _refusal;
    private IReadOnlyList<FilterChoice> _choices = [];
    private AuditFilter _filter = new();
    private DateTimeOffset? _began;
    private long _size;
    private int _count;
    private int _new;

    /// <summary>The reader's zone, in which the column of times is told.</summary>
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "actor")]
    private string? Who { get; set; }

    [SupplyParameterFromQuery]
    private string? Action { get; set; }

    [SupplyParameterFromQuery]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery]
    private string? Outcome { get; set; }

    [SupplyParameterFromQuery]
    private string? Period { get; set; }

    [SupplyParameterFromQuery]
    private string? Since { get; set; }

    [SupplyParameterFromQuery]
    private string? Until { get; set; }

    [SupplyParameterFromQuery]
    private long? Before { get; set; }

    [SupplyParameterFromQuery]
    private long? After { get; set; }

    [SupplyParameterFromQuery]
    private long? Entry { get; set; }

    protected override IReadOnlyList<string> Subjects => [];

    // Whatever is done is an entry.
    protected override bool HearsEverything => true;

    private string ShowNew =>
        _new == 1 ? T["Show 1 new entry"]
        : _new > MaxNew ? T["Show more than {0} new entries", Formats.Count(MaxNew)]
        : T["Show {0} new entries", Formats.Count(_new)];

    private bool HasFilter => new[] { Text, Who, Action, Subject, Outcome, Period, Since, Until }.Any(v => !string.IsNullOrEmpty(v));

    private string Subtitle =>
        _began is { } began
            ? T["Append-only: {0} since {1}.", Formats.Plural(_size, "entry", "entries"), Formats.LongDate(began, clock.LocalTimeZone)]
            : "Entries can only be appended.";

    private string? Found =>
        _page is null || !HasFilter ? null
        : _count > ListAuditEntries.MaxCounted ? T["more than {0} found", Formats.Count(ListAuditEntries.MaxCounted)]
        : T["{0} found", Formats.Count(_count)];

    private string Summary =>
        T[
            "{0} to {1}, newest first{2}",
            Formats.Count(_page!.Rows[0].Index),
            Formats.Count(_page.Rows[^1].Index),
            (Found is { } found ? $" · {found}" : "")
        ];

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (!string.IsNullOrEmpty(Who))
            {
                yield return ("actor", "Actor", _choices.FirstOrDefault(c => c.Key == $"actor={Who}")?.Label ?? Who);
            }

            if (!string.IsNullOrEmpty(Action))
            {
                yield return ("action", "Action", T.Word(words.Of(Action)));
            }

            if (!string.IsNullOrEmpty(Subject))
            {
                yield return ("subject", "Object", Subject);
            }

            if (!string.IsNullOrEmpty(Outcome))
            {
                yield return ("outcome", "Outcome", Outcome == "refused" ? T["Refused"] : T.Sense("Done", "a log entry"));
            }

            if (Days is { } days)
            {
                yield return ("period", "Period", T.Recorded(days.Words));
            }
        }
    }

    private (string Key, string Words, int Days)? Days =>
        Array.FindIndex(s_periods, p => p.Key == Period) is >= 0 and var at ? s_periods[at] : null;

    protected override async Task LoadAsync()
    {
        var filter = AuditFilter.Of(
            new AuditQuery
            {
                Text = Text,
                Actor = Who,
                Action = Action,
                Subject = Subject,
                Outcome = Outcome,
                Since = Since,
                Until = Until,
            }
        );
        (_refusal, _new) = (filter.Refusal, 0);
        if (!filter.IsDone)
        {
            _page = null;
            return;
        }

        _filter = Days is { } days ? filter.Value with { Since = clock.GetUtcNow().AddDays(-days.Days) } : filter.Value;
        _size = await log.SizeAsync(Gone);
        _checkpoint = await log.CheckpointAsync(Gone);
        _began ??= await list.BeganAsync(Gone);
        _page = await list.PageAsync(_filter, Before, After, PageSize, Gone);
        if (_page.Rows.Count < PageSize && After is not null && !_page.HasNewer)
        {
            // The last step towards the newest: a full page of them.
            _page = await list.PageAsync(_filter, before: null, after: null, PageSize, Gone);
        }

        _count = HasFilter ? await list.CountAsync(_filter, Gone) : 0;
        if (_choices.Count == 0)
        {
            _choices = await ChoicesAsync();
        }

        await LoadSelectedAsync();
        if (_selected?.Proof is { } proof && proof.Size != _checkpoint?.Size)
        {
            // Signed meanwhile: the log's head names the checkpoint that the entry is proven with.
            _checkpoint = await log.CheckpointAsync(Gone);
        }
    }

    // The list stays as it is read: it says how many entries there are above it. An older page is not about them.
    protected override async Task ChangedAsync()
    {
        if (_page is not { HasNewer: false } page || _new > MaxNew)
        {
            return;
        }

        try
        {
            var shown = page.Rows.Count > 0 ? page.Rows[0].Index : -1;
            var count = await list.CountNewerAsync(_filter, shown, MaxNew + 1, Gone);
            if (ReferenceEquals(page, _page) && count != _new)
            {
                _new = count;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left meanwhile.
        }
    }

    private async Task ShowNewAsync()
    {
        if (Before is null && After is null)
        {
            await ReloadAsync();
            return;
        }

        Navigation.Choose([("before", null), ("after", null)]);
    }

    private async Task LoadSelectedAsync()
    {
        if (Entry is not { } index)
        {
            (_selected, _selectedRefusal) = (null, null);
            return;
        }

        var found = await get.RunAsync(index, Gone);
        (_selected, _selectedRefusal) = (found.IsDone ? found.Value : null, found.Refusal);
    }

    private async Task<IReadOnlyList<FilterChoice>> ChoicesAsync()
    {
        var people = await users.PageAsync(new UserFilter(), 0, MaxPeople, Gone);
        return
        [
            .. s_periods.Select(p => new FilterChoice($"period={p.Key}", "Period", p.Words)),
            new FilterChoice("outcome=refused", "Outcome", "Refused"),
            new FilterChoice("outcome=done", "Outcome", T.Sense("Done", "a log entry")),
            .. people.Items.Select(u => FilterChoice.Named($"actor=user:{u.Id}", "Actor", u.Name)),
            .. words.Actors.OrderBy(j => j.Value, StringComparer.Ordinal).Select(j => new FilterChoice($"actor={j.Key}", "Actor", j.Value)),
            .. words
                .Actions.OrderBy(a => a.Value, StringComparer.Ordinal)
                .Select(a => new FilterChoice($"action={a.Key}", "Action", a.Value)),
        ];
    }

    private static string? Day(ChangeEventArgs change) => change.Value as string is { Length: > 0 } day ? day : null;

    // A number is an entry: anyone who has read it somewhere wants to see it.
    private void Search(string text)
    {
        if (
            long.TryParse(
                text.Replace(",", "", StringComparison.Ordinal).TrimStart('#'),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var index
            )
        )
        {
            Navigation.NavigateTo(AuditAddresses.Entry(index));
            return;
        }

        Go(("q", text.Length == 0 ? null : text));
    }

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        if (parts[0] == "period")
        {
            Go((parts[0], parts[1]), ("since", null), ("until", null));
            return;
        }

        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Restart("/audit");

    private void Go(params IReadOnlyList<(string Name, string? Value)> filters) =>
        Navigation.Choose([.. filters, ("before", null), ("after", null), ("entry", null)]);

    private string Keyset(string name, long index) =>
        Navigation.With(
            ("before", name == "before" ? index.ToString(CultureInfo.InvariantCulture) : null),
            ("after", name == "after" ? index.ToString(CultureInfo.InvariantCulture) : null)
        );

    private string ExportHref(string format) =>
        QueryHelpers.AddQueryString(
            "/api/v1/audit/entries/export",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["format"] = format,
                ["q"] = _filter.Text,
                ["actor"] = _filter.Actor,
                ["action"] = _filter.Action,
                ["subject"] = _filter.Subject,
                ["outcome"] = _filter.Refused is { } refused
                    ? refused
                        ? "refused"
                        : "done"
                    : null,
                ["since"] = _filter.Since is { } since ? Formats.Iso(since) : null,
                ["until"] = _filter.Until is { } until ? Formats.Iso(until) : null,
            }.Where(v => v.Value is not null)
        );
}
