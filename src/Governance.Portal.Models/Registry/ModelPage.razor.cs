using System.Globalization;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>One model: where its versions stand, and which of them served when.</summary>
public sealed partial class ModelPage(
    GetModel get,
    SystemsOfModel systems,
    ListVersions versions,
    StageHistory history,
    ProductionAt production,
    IReadCustody custody,
    TimeProvider clock
)
{
    private const int MostSteps = 50;

    private ModelView? _model;
    private IReadOnlyList<(SystemId Id, string Name)> _systems = [];
    private IReadOnlyList<VersionRow> _versions = [];
    private IReadOnlyList<DeploymentView> _deployments = [];
    private IReadOnlyList<ProductionView>? _onDay;
    private IReadOnlyList<CustodyStep> _custody = [];
    private int _custodyTotal;
    private Refusal? _refusal;
    private Refusal? _unanswered;
    private bool _editing;

    /// <summary>The zone of the reader: a day is theirs, as every time that the page shows.</summary>
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    [Parameter]
    public string Model { get; set; } = "";

    /// <summary>The day looked up, as <c>2026-11-04</c>.</summary>
    [SupplyParameterFromQuery]
    private string? On { get; set; }

    [SupplyParameterFromQuery]
    private string? Tab { get; set; }

    protected override IReadOnlyList<string> Subjects => [Model];

    // A day that is asked for is answered where days are.
    private string Selected => Tab is "record" || (Tab is null && On is not null) ? "record" : "overview";

    private IReadOnlyList<TabItem> TabItems =>
        [new("overview", "Overview", ModelAddresses.Model(Model)), new("record", "Custody", $"{ModelAddresses.Model(Model)}?tab=record")];

    private string? InUseNote =>
        _deployments.FirstOrDefault(d => d.Until is null && d.Stage is Stage.Production) is { } running
            ? DeploymentPlace.Of(running.Stage, running.Environment, region: null)
            : null;

    private string CustodyNote =>
        _custodyTotal > _custody.Count
            ? T["newest {0} of {1}", Formats.Count(_custody.Count), Formats.Plural(_custodyTotal, "entry", "entries")]
            : Formats.Plural(_custodyTotal, "entry", "entries");

    private string Snippet =>
        $$$"""curl -X POST $GOVERNANCE_SERVER/api/v1/models/{{{Model}}}/versions -H "Authorization: Bearer $GOVERNANCE_API_KEY" """
        + """-H "Content-Type: application/json" -d '{"version":"1.0.0","artifact":"""
        + """{"sha256":"…","sizeBytes":0,"mediaType":"application/octet-stream"}}'""";

    protected override async Task LoadAsync()
    {
        var model = await get.RunAsync(Model, Gone);
        _refusal = model.Refusal;
        _model = model.IsDone ? model.Value : null;
        if (_model is null)
        {
            return;
        }

        _systems = await systems.RunAsync(_model.Name, _model.System, Gone);
        var rows = await versions.PageAsync(Model, stage: null, new ListQuery { Limit = ListQuery.MaxLimit }, Gone);
        _versions = rows.IsDone ? rows.Value.Items : [];
        var deployments = await history.DeploymentsAsync(Model, version: null, new ListQuery { Limit = 20 }, Gone);
        _deployments = deployments.IsDone ? deployments.Value.Items : [];
        (_onDay, _custody, _custodyTotal) = (null, [], 0);
        if (Selected == "record")
        {
            _onDay = await OnDayAsync();
            var steps = await custody.OfModelAsync(Model, MostSteps, Gone);
            (_custody, _custodyTotal) = (steps.Steps, steps.Total);
        }
    }

    private async Task<IReadOnlyList<ProductionView>?> OnDayAsync()
    {
        if (
            !DateOnly.TryParseExact(On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year is <= 1 or >= 9999
        )
        {
            _unanswered = null;
            return null;
        }

        var found = await production.BetweenAsync(Model, clock.Of(day, Zone), clock.Of(day.AddDays(1), Zone), Gone);
        _unanswered = found.Refusal;
        return found.IsDone ? found.Value : null;
    }

    private void PickDay(ChangeEventArgs change) => Navigation.Choose(("on", change.Value as string is { Length: > 0 } day ? day : null));

    private async Task EditedAsync()
    {
        _editing = false;
        await ReloadAsync();
    }
}
