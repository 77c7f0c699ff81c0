using System.Globalization;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Obligations by system. Filters, the page of systems and the open cell live in the address.</summary>
public sealed partial class ObligationsPage(ReadCompliance read, ObligationBoard board, LawLibrary laws)
{
    private const int PageSize = 4;

    private IReadOnlyList<SystemStanding>? _standings;
    private IReadOnlyList<FilterChoice> _choices = [];
    private string? _ownerName;
    private int _total;

    [SupplyParameterFromQuery(Name = "system")]
    private string? SystemText { get; set; }

    [SupplyParameterFromQuery]
    private string? Obligation { get; set; }

    /// <summary>The system of the open cell, where several are shown.</summary>
    [SupplyParameterFromQuery(Name = "of")]
    private string? OfSystem { get; set; }

    [SupplyParameterFromQuery]
    private string? Role { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [SystemEvents.List];

    private Law Law => laws.Current;

    private int Number { get; set; } = 1;

    private bool HasFilter => new[] { SystemText, Role, Status }.Any(v => !string.IsNullOrEmpty(v));

    /// <summary>Bans that begin later: they flip by date.</summary>
    private IEnumerable<LawEvent> Bans => Law.Timeline.Where(e => e.Date > board.Today && e.Bans);

    private (SystemStanding System, DutyStanding Standing)? Selected =>
        (_standings ?? [])
            .Where(s => string.IsNullOrEmpty(OfSystem) || s.System.Id.ToString() == OfSystem)
            .SelectMany(s => s.Standings.Where(d => d.Law.Id == Obligation).Select(d => ((SystemStanding, DutyStanding)?)(s, d)))
            .FirstOrDefault();

    private List<LawObligation> Rows =>
        [.. Law.Obligations.Where(o => _standings!.Any(s => s.Standings.Any(d => d.Law.Id == o.Id && Matches(d))))];

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (!string.IsNullOrEmpty(SystemText))
            {
                yield return (
                    "system",
                    "System",
                    _standings?.FirstOrDefault(s => s.System.Id.ToString() == SystemText)?.System.Name ?? SystemText
                );
            }

            if (!string.IsNullOrEmpty(Role))
            {
                yield return ("role", "Role", T.Word(ComplianceLabels.Role(Law, Role)));
            }

            if (!string.IsNullOrEmpty(Status))
            {
                yield return ("status", "Status", T.Recorded(Word(Status)));
            }
        }
    }

    protected override async Task LoadAsync()
    {
        SystemId? only =
            string.IsNullOrEmpty(SystemText) ? null
            : DisplayId.TryParse<SystemId>(SystemText, out var id) ? id
            : new SystemId(int.MaxValue);
        // A link names the open cell alone: its system may be on a later page.
        Number = Math.Clamp(
            PageNumber ?? (only is null && DisplayId.TryParse<SystemId>(OfSystem, out var of) ? await PageOfAsync(of) : 1),
            1,
            100_000
        );
        var page = await read.ClassifiedAsync(only, (Number - 1) * PageSize, PageSize, Gone);
        _total = page.Total;
        _standings = await read.StandingsAsync([.. page.Items.Select(s => s.Id)], Gone);
        _choices =
        [
            .. Law.Roles.Select(r => new FilterChoice($"role={r.Id}", "Role", r.Name)),
            .. WireName.All<DutyStatus>().Select(s => new FilterChoice($"status={s}", "Status", Word(s))),
            new FilterChoice("status=request", "Status", Word("request")),
        ];
        var owner = Selected is { } open ? open.System.Duties.GetValueOrDefault(open.Standing.Law.Id)?.Owner : null;
        _ownerName = owner is { } person
            ? (await read.PeopleAsync(Gone)).FirstOrDefault(p => p.Id == person)?.Name ?? person.ToString()
            : null;
    }

    private async Task<int> PageOfAsync(SystemId system) => 1 + (await read.ClassifiedBeforeAsync(system, Gone)) / PageSize;

    private static string Word(string status) =>
        status switch
        {
            "satisfied" => "Met",
            "in-progress" => "Partial",
            "open" => "Missing",
            "overdue" => "Missing, overdue",
            "upcoming" => "Upcoming",
            "suspended" => "Suspended",
            "needs-review" => "Needs review",
            "not-applicable" => "Not applicable",
            "request" => "Evidence to request",
            _ => status,
        };

    private static List<MiniBarPart> Parts(SystemStanding system)
    {
        var own = system.Standings.Where(s => s.Dated.Own && s.Status is not DutyStatus.NotApplicable).ToList();
        return
        [
            new(Tone.Pass, own.Count(s => s.Status is DutyStatus.Satisfied), "met"),
            new(Tone.Warn, own.Count(s => s.Status is DutyStatus.InProgress or DutyStatus.NeedsReview), "partly met or to review"),
            new(Tone.Fail, own.Count(s => s.Status is DutyStatus.Open or DutyStatus.Overdue), "missing"),
            new(Tone.Idle, own.Count(s => s.Status is DutyStatus.Upcoming or DutyStatus.Suspended), "not yet due"),
        ];
    }

    private static string Progress(SystemStanding system)
    {
        var words = Parts(system).Where(p => p.Tone is not Tone.Pass && p.Count > 0).Select(p => T[$"{{0}} {p.Word}", p.Count]).ToList();
        if (words.Count == 0)
        {
            words.Add(T["Nothing is missing"]);
        }

        // Further rows of the table, which none of the parts counts.
        if (system.Asked > 0)
        {
            words.Add(T["{0} to ask others for", system.Asked]);
        }

        if (system.Excluded > 0)
        {
            words.Add(T["{0} not applicable", system.Excluded]);
        }

        return system.InForce ? string.Join(", ", words) : T["The classification needs review"];
    }

    private static string Formal(IEnumerable<DatedObligation> dated) =>
        T[
            "Date under Art. 113: {0}",
            string.Join(", ", dated.Select(d => d.FormalFrom).OfType<DateOnly>().Distinct().Order().Select(ComplianceLabels.Day))
        ];

    private bool Matches(DutyStanding standing) =>
        (string.IsNullOrEmpty(Role) || standing.Law.Roles.Contains(Role))
        && (
            string.IsNullOrEmpty(Status)
            || (Status == "request" ? !standing.Dated.Own : standing.Dated.Own && WireName.Of(standing.Status) == Status)
        );

    private string Cell(SystemStanding system, DutyStanding standing) =>
        Navigation.With(("obligation", standing.Law.Id), ("of", system.System.Id.ToString()));

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("system", null), ("role", null), ("status", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) =>
        Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)), ("obligation", null), ("of", null));
}
