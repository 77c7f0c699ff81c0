using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Results;
using Governance.Portal.Operations.Monitoring.Streams;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

public sealed partial class MonitorPage(
    GetMonitor monitors,
    MonitoringQueries queries,
    ListAlerts alerts,
    ListStreams streams,
    ReadMarks marks,
    TimeProvider clock
)
{
    private static readonly Crumb[] s_trail = [new("Monitoring", "/monitoring")];

    private MonitorView? _view;
    private WindowView? _window;
    private StoredWindow? _stored;
    private StoredFeature? _feature;
    private (string Model, string? Version, string? From, string? To)? _loaded;
    private WindowId? _storedFor;
    private bool _missing;
    private int _openAlerts;
    private IReadOnlyList<LateStream> _late = [];
    private Dialog _dialog;
    private Windows.WindowsCard? _windows;

    private enum Dialog
    {
        None,
        Window,
        Labels,
        Alert,
    }

    [Parameter]
    public string Model { get; set; } = "";

    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    [SupplyParameterFromQuery(Name = "version")]
    private string? Version { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "window")]
    private string? Window { get; set; }

    [SupplyParameterFromQuery(Name = "feature")]
    private string? Feature { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "against")]
    private string? Against { get; set; }

    [SupplyParameterFromQuery(Name = "alert")]
    private string? Alert { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageNumber { get; set; }

    private int AlertsPageNumber =>
        int.TryParse(PageNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 100_000 ? page : 1;

    // What is not a day is as if it were not there: an address someone typed must not break the page.
    private MonitorAddress Address =>
        new(Model, Version, Tab, Window, Feature, DayOf(From) is null ? null : From, DayOf(To) is null ? null : To, Show, Against);

    private string TabKey => Tab is "performance" or "quality" or "alerts" ? Tab : "drift";

    private IReadOnlyList<TabItem> TabItems =>
        [
            new("drift", "Drift", (Address with { Tab = null, Show = null }).Href),
            new("performance", "Performance", (Address with { Tab = "performance", Show = null }).Href),
            new("quality", "Data quality", (Address with { Tab = "quality", Show = null }).Href),
            new(
                "alerts",
                "Alerts",
                (Address with { Tab = "alerts", Show = null }).Href,
                _openAlerts > 0 ? _openAlerts : null,
                Tone.Fail,
                _openAlerts > 0 ? Formats.Plural(_openAlerts, "open alert") : null
            ),
        ];

    private string ReportHref => $"/reports/new?kind=drift&subject={Uri.EscapeDataString(ModelName.Of(Model, _view!.Version.Version))}";

    private string MissingText =>
        Version is null ? "There is no model with this name." : "There is no model with this name, or it has no such version.";

    private string At(DateTimeOffset time) => Formats.Deadline(time, clock.GetUtcNow(), Zone ?? clock.LocalTimeZone);

    private string EmptyText
    {
        get
        {
            if (Address.From is not null || Address.To is not null)
            {
                return "No window falls within this period.";
            }

            var zone = Zone ?? clock.LocalTimeZone;
            return _view!.References.Count > 0
                ? T["No predictions received since the reference of {0}.", Formats.Exact(_view.References[0].UploadedAt, zone)]
                : T[
                    "No predictions received since {0}, when version {1} was registered.",
                    Formats.Exact(_view.Version.RegisteredAt, zone),
                    _view.Version.Version
                ];
        }
    }

    private string Subtitle
    {
        get
        {
            var version = T["Version {0} in {1}", _view!.Version.Version, _view.Version.Stage];
            if (_view.Windows.Count == 0)
            {
                return version;
            }

            var rows = _view.Windows.Sum(w => w.Rows);
            var labelled = _view.Windows.Sum(w => w.Labelled);
            return string.Join(
                " · ",
                version,
                T[
                    "{0} in {1}, {2} UTC",
                    Formats.Plural(rows, "prediction"),
                    Formats.Plural(_view.Windows.Count, "window"),
                    WindowText.Period(_view.Windows[0].Start, _view.Windows[^1].End)
                ],
                rows == 0 ? T["no rows"] : T["{0} labelled so far", Formats.Percent((double)labelled / rows)]
            );
        }
    }

    protected override IReadOnlyList<string> Subjects => [];

    protected override bool HearsEverything => true;

    // Which of its versions is shown, is known once it was read.
    protected override bool Hears(Change change) =>
        change.Subject == Model || change.Subject.StartsWith(ModelName.Of(Model, ""), StringComparison.Ordinal);

    protected override async Task LoadAsync()
    {
        if (_loaded != (Model, Version, Address.From, Address.To))
        {
            await ReadAsync();
        }

        await SelectAsync();
    }

    // A window arrived, or labels did. The person's place on the page stays.
    protected override Task ChangedAsync()
    {
        _loaded = null;
        return ReloadAsync();
    }

    private DateTimeOffset? DayOf(string? text, int after = 0) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1 and < 9999
            ? clock.Of(day.AddDays(after), Zone)
            : null;

    private async Task ReadAsync()
    {
        var asked = (Model, Version, Address.From, Address.To);
        var view = await monitors.RunAsync(Model, Version, DayOf(From), DayOf(To, after: 1), Gone);
        _loaded = asked;
        _missing = view is null;
        _view = view is null ? null : view with { Marks = await MarksAsync(view) };
        _openAlerts = view is null ? 0 : (await alerts.WorstAsync(new AlertFilter(Model, AlertFilter.NotOver), 0, 1, Gone)).Total;
        _late = view is null ? [] : await streams.LateAsync(Model, Gone);
        _storedFor = null;
    }

    // Evaluations come without windows, too: half a year, which is what their list goes back to.
    private async Task<IReadOnlyList<ChartMark>> MarksAsync(MonitorView view)
    {
        var now = clock.GetUtcNow();
        var (from, until) =
            view.Windows is [var first, .., var last] ? (first.Start, last.End)
            : view.Windows is [var only] ? (only.Start, only.End)
            : (now.AddDays(-182), now);
        return await marks.RunAsync(await CurrentActor.GetAsync(), Model, from, until, Gone);
    }

    private async Task SelectAsync()
    {
        if (_view is null)
        {
            return;
        }

        _window =
            (DisplayId.TryParse<WindowId>(Window, out var id) ? _view.Windows.FirstOrDefault(w => w.Id == id) : null)
            ?? (_view.Windows is [.., var last] ? last : null);
        if (_window is null)
        {
            _stored = null;
            return;
        }

        if (_storedFor != _window.Id)
        {
            var json = await queries.DriftJsonAsync(Model, _view.Version.Version, _window.Id, Gone);
            _stored = json is null ? null : StoredWindow.Read(json);
            _storedFor = _window.Id;
        }

        _feature = _stored is null ? null : (Feature is null ? null : _stored.Find(Feature)) ?? DriftRows.Worst(_stored);
    }

    private void Go(MonitorAddress address) => Navigation.Restart(address.Href);

    private void Between(string end, ChangeEventArgs change) =>
        Navigation.Choose((end, change.Value as string is { Length: > 0 } day ? day : null), ("window", null));

    private async Task CloseAsync(bool uploaded)
    {
        _dialog = Dialog.None;
        if (uploaded)
        {
            await ChangedAsync();
        }
    }
}
