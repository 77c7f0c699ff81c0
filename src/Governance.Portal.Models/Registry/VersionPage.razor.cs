using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Identity and proof of one artifact.</summary>
public sealed partial class VersionPage(
    GetModel getModel,
    GetVersion getVersion,
    ListEvidence listEvidence,
    ListVersions listVersions,
    StageHistory history,
    DeploymentChoices choices,
    IReadCustody custody,
    IReadLimits readLimits,
    ReadEvidence readEvidence
)
{
    private static readonly (string Key, string Name, EvidenceKind Kind)[] s_kinds =
    [
        ("validation", "Validation", EvidenceKind.Validation),
        ("fairness", "Fairness", EvidenceKind.Fairness),
        ("robustness", "Robustness", EvidenceKind.Robustness),
        ("model-card", "Model card", EvidenceKind.ModelCard),
        ("sbom", "SBOM", EvidenceKind.Sbom),
    ];

    private ModelView? _model;
    private VersionView? _version;
    private VersionView? _production;
    private CurveBeside? _beside;
    private IReadOnlyList<EvidenceView> _evidence = [];
    private IReadOnlyList<StageStep> _steps = [];
    private IReadOnlyList<DeploymentView> _deployments = [];
    private IReadOnlyList<DeploymentChoices.Approval> _approvals = [];
    private IReadOnlyList<string> _targets = [];
    private IReadOnlyList<PolicyLimit> _limits = [];
    private OpenedEvidence? _validation;
    private OpenedEvidence? _fairness;
    private VersionStep _step = VersionStep.None;
    private CustodyView? _custody;
    private string? _previous;
    private Refusal? _refusal;
    private Dialog _open;
    private EvidenceView? _withdrawing;
    private EvidenceView? _attesting;
    private DeploymentView? _planned;

    private enum Dialog
    {
        None,
        Evidence,
        Withdraw,
        Attest,
        Deploy,
        RollBack,
        Plan,
        Promotion,
    }

    [Parameter]
    public string Model { get; set; } = "";

    [Parameter]
    public string Version { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Tab { get; set; }

    protected override IReadOnlyList<string> Subjects => [Model, ModelName.Of(Model, Version)];

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (
            _version is not null
            && _step.MayRequest
            && OpenedBy.Take(Navigation, asked => asked is "promotion") is not null
            && May(Permission.RequestPromotion)
        )
        {
            _open = Dialog.Promotion;
            StateHasChanged();
        }
    }

    private string Selected => TabItems.Any(t => t.Key == Tab) ? Tab! : "summary";

    // The next step of the version, as far as the person may take it: anyone who cannot deploy looks at the request.
    private VersionStepKind Shown =>
        _step.Kind switch
        {
            VersionStepKind.Deploy when !May(Permission.Deploy) => VersionStepKind.View,
            VersionStepKind.View when !May(Permission.ReadApprovals) => VersionStepKind.Wait,
            var kind => kind,
        };

    // Nothing is offered to those who may not.
    private EventCallback<EvidenceView> Withdraws =>
        May(Permission.WithdrawEvidence)
            ? EventCallback.Factory.Create<EvidenceView>(this, evidence => (_withdrawing, _open) = (evidence, Dialog.Withdraw))
            : default;

    private EventCallback<EvidenceView> Attests =>
        May(Permission.AttestEvidence)
            ? EventCallback.Factory.Create<EvidenceView>(this, evidence => (_attesting, _open) = (evidence, Dialog.Attest))
            : default;

    private IEnumerable<DeploymentView> Running => _deployments.Where(d => d.Until is null && d.Stage is Stage.Production);

    private DateTimeOffset StageSince => _steps.Count == 0 ? _version!.RegisteredAt : _steps[^1].At;

    // Against what is in production, or for the version in production against the one before.
    private string? CompareWith => _model?.ProductionVersion is { } inProduction && inProduction != Version ? inProduction : _previous;

    private IReadOnlyList<TabItem> TabItems =>
        [
            Item("summary", "Summary", null),
            .. s_kinds.Select(k => Item(k.Key, k.Name, EvidenceOf(k.Key))),
            new TabItem("deployments", "Deployments", Navigation.With(("tab", "deployments")), _deployments.Count),
            new TabItem("lineage", "Lineage", Navigation.With(("tab", "lineage"))),
            new TabItem("custody", "Custody", Navigation.With(("tab", "custody")), _custody?.Total),
        ];

    protected override async Task LoadAsync()
    {
        var version = await getVersion.RunAsync(Model, Version, Gone);
        var model = await getModel.RunAsync(Model, Gone);
        _refusal = version.Refusal ?? model.Refusal;
        (_version, _model) = (version.IsDone ? version.Value : null, model.IsDone ? model.Value : null);
        if (_refusal is not null)
        {
            return;
        }

        var evidence = await listEvidence.PageAsync(Model, Version, kind: null, new ListQuery { Limit = ListQuery.MaxLimit }, Gone);
        _evidence = evidence.IsDone ? evidence.Value.Items : [];
        _steps = await history.StepsAsync(Model, Version, Gone);
        var deployments = await history.DeploymentsAsync(Model, Version, new ListQuery { Limit = 100 }, Gone);
        _deployments = deployments.IsDone ? deployments.Value.Items : [];
        _custody = await custody.OfVersionAsync(Model, Version, most: 100, Gone);
        _approvals = await choices.ApprovalsAsync(Model, Version, Gone);
        _targets = _version!.Stage is Stage.Production || _approvals.Count > 0 ? await choices.TargetsAsync(Model, Version, Gone) : [];
        _step = VersionStep.Of(_version.Stage, await choices.LiveAsync(Model, Version, Gone), _approvals.Count > 0);
        await ReadFiguresAsync();
        var versions = await listVersions.PageAsync(Model, stage: null, new ListQuery { Limit = ListQuery.MaxLimit }, Gone);
        _previous = versions.IsDone ? versions.Value.Items.FirstOrDefault(v => v.Number < _version.Number)?.Version : null;
        _production = null;
        if (_model!.ProductionVersion is { } other && other != Version)
        {
            var production = await getVersion.RunAsync(Model, other, Gone);
            _production = production.IsDone ? production.Value : null;
        }

        _beside = Selected is "summary" or "validation" ? await BesideAsync() : null;
    }

    private async Task ReadFiguresAsync()
    {
        // On every tab: a limit that is not met marks the tab of its report.
        _limits = May(Permission.ReadPolicies)
            ? await readLimits.OfModelAsync(
                new GateModel(_model!.Name, _model.JudgedAs is { } judged ? WireName.Of(judged) : null, _model.Tags)
                {
                    Kind = _version?.Artifact.MediaType == AgentManifest.MediaType ? "agent" : "model",
                },
                WireName.Of(Stage.Production),
                Gone
            )
            : [];
        var isSummary = Selected == "summary";
        _validation = isSummary ? await OpenedAsync("validation") : null;
        _fairness = isSummary ? await OpenedAsync("fairness") : null;
    }

    private async Task<OpenedEvidence?> OpenedAsync(string tab)
    {
        if (EvidenceOf(tab).FirstOrDefault(e => e.Withdrawn is null) is not { } newest)
        {
            return null;
        }

        var content = await readEvidence.AsFiledAsync(newest, Gone);
        return content.IsDone ? new OpenedEvidence(newest.Id, content.Value) : null;
    }

    // The curves of a candidate are read against those of what it would replace.
    private async Task<CurveBeside?> BesideAsync()
    {
        if (_production is not { Version: var version })
        {
            return null;
        }

        var page = await listEvidence.PageAsync(Model, version, "validation", new ListQuery { Limit = ListQuery.MaxLimit }, Gone);
        if (!page.IsDone || page.Value.Items.FirstOrDefault(e => e.Withdrawn is null) is not { } newest)
        {
            return null;
        }

        var content = await readEvidence.RunAsync(newest, Gone);
        return content is { IsDone: true, Value.Pictures: { } pictures }
            ? new CurveBeside(version, pictures, content.Value.Reading.Metrics)
            : null;
    }

    private string Primary(VersionStepKind kind) => Shown == kind ? "btn btn-primary" : "btn";

    /// <summary>The tab that shows evidence of a kind; null when none does.</summary>
    internal static string? TabOf(EvidenceKind kind) => Array.Find(s_kinds, k => k.Kind == kind).Key;

    private static string TabName(string key) => Array.Find(s_kinds, k => k.Key == key).Name;

    private IReadOnlyList<EvidenceView> EvidenceOf(string tab)
    {
        var kind = Array.Find(s_kinds, k => k.Key == tab).Kind;
        return [.. _evidence.Where(e => e.Kind == kind)];
    }

    // A payload that no gate counts is a breach to look at, and so is a limit that the newest report does not meet.
    private TabItem Item(string key, string name, IReadOnlyList<EvidenceView>? evidence)
    {
        var href = Navigation.With(("tab", key == "summary" ? null : key));
        var uncounted = evidence?.Count(e => e is { Withdrawn: null } and ({ Unreadable: not null } or { NotMeasured: not null })) ?? 0;
        if (uncounted > 0)
        {
            return new TabItem(key, name, href, null, Tone.Warn, T["{0} of {1} do not count at gates", uncounted, evidence!.Count]);
        }

        var (met, all) =
            _limits.Count > 0 && evidence?.FirstOrDefault(e => e.Withdrawn is null) is { } newest
                ? LimitText.Count(_limits, StoredEvidenceFacts.Read(newest.FactsJson).Metrics)
                : (0, 0);
        return met < all
            ? new TabItem(key, name, href, null, Tone.Warn, T["{0} of {1} limits met", met, all])
            : new TabItem(key, name, href, evidence?.Count);
    }

    private void OpenPlan(DeploymentView deployment) => (_planned, _open) = (deployment, Dialog.Plan);

    private void Compare() => Navigation.NavigateTo(ModelAddresses.Compare(Model, CompareWith!, Version));

    private async Task CloseAsync()
    {
        _open = Dialog.None;
        await ReloadAsync();
    }
}
