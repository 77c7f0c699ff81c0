using System.Globalization;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>One run of an agent.</summary>
public sealed partial class RunPage(ListRuns list, TimeProvider clock)
{
    private const int PageSize = 100;

    private RunDetail? _run;
    private IReadOnlyList<Row> _rows = [];
    private Sentence? _missing;
    private RunStep? _reading;

    /// <summary>The run.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, AgentRun.MaxSteps);

    private IEnumerable<Row> Shown => _rows.Skip((Number - 1) * PageSize).Take(PageSize);

    private Crumb[] Trail =>
        _run is { } run
            ? run.IsRegistered
                ? [new("Agents", "/agents"), Crumb.Named(run.Agent, ModelAddresses.Model(run.Agent)), new("Runs", RunsPage.Of(run.Agent))]
                : [new("Agents", "/agents"), new("Not registered", UnregisteredPage.Address), new("Runs", RunsPage.Of(run.Agent))]
            : [new("Agents", "/agents")];

    // A denied call has no span, and a row all the same.
    private string Note =>
        _rows.Count(r => r.Denied is not null) is var denied and > 0
            ? $"{Formats.Plural(_run!.Spans, "span")}, {Formats.Plural(denied, "denied call", "denied calls")}"
            : Formats.Plural(_run!.Spans, "span");

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + Shown.Count() - 1), Formats.Count(_rows.Count)];
        }
    }

    /// <summary>Where a run is.</summary>
    public static string Of(AgentRunId id) => $"/agents/runs/{id}";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await list.GetAsync(null, Id, Gone);
        var run = found.IsDone ? found.Value : null;
        var denied = run is { IsRegistered: true } ? await list.DeniedAsync(run, clock.GetUtcNow(), Gone) : [];
        var steps = run?.Timeline.Select(s => new Row(s.StartedAt, s, null)) ?? [];
        (_run, _missing) = (run, found.Refusal?.Words);
        _rows = [.. steps.Concat(denied.Select(d => new Row(d.At, null, d))).OrderBy(r => r.At)];
    }

    private static string Indent(int depth) => string.Concat(Enumerable.Repeat("\u00a0\u00a0\u00a0\u00a0\u00a0", depth));

    // Where in the run it began and how much of it it took, in hundredths; a short step is still seen.
    private string Left(RunStep step) => Share((step.StartedAt - _run!.FirstAt).TotalMilliseconds, 99);

    private string Width(RunStep step) => Share(Math.Max(step.Milliseconds, Whole / 100), 100);

    private double Whole => Math.Max(1, (_run!.LastAt - _run.FirstAt).TotalMilliseconds);

    private string Share(double milliseconds, double most) =>
        Math.Clamp(100 * milliseconds / Whole, 0, most).ToString("0.##", CultureInfo.InvariantCulture);

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));

    // What stands in the timeline: a step, or a call that was denied and is none.
    private sealed record Row(DateTimeOffset At, RunStep? Step, DeniedCall? Denied);
}
