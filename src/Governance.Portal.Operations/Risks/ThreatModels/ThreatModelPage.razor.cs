using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>What of a drawing is edited.</summary>
public enum ElementKind
{
    /// <summary>A trust boundary.</summary>
    Boundary,

    /// <summary>A component.</summary>
    Component,

    /// <summary>A data flow.</summary>
    Flow,
}

/// <summary>The threat model of a system. Which version is shown lives in the address.</summary>
public sealed partial class ThreatModelPage(
    GetThreatModel get,
    BeginThreatModel begin,
    SubmitThreatModel submit,
    ReviewThreatModel reviewing,
    ThreatPoints points,
    ToastService toasts
)
{
    private static readonly Crumb[] s_trail = [new("Risks", "/risks"), new("Threat models", ThreatModelAddresses.All)];
    private static readonly (string Format, string Words)[] s_formats = [("markdown", "Markdown"), ("json", "JSON")];

    private readonly OneAtATime _once = new();
    private ThreatModelView? _model;
    private string? _name;
    private Refusal? _refusal;
    private Refusal? _problem;
    private (ElementKind Kind, string? Key)? _edited;
    private ThreatView? _deciding;
    private bool _adding;
    private int? _finishing;
    private Words _words;

    private enum Words
    {
        None,
        Return,
        Approve,
    }

    /// <summary>Id of the system.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "number")]
    private int? Number { get; set; }

    private ThreatPoints Points => points;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    // A reviewed version may be changed: that begins the next one. A submitted one waits.
    private bool MayDraw =>
        May(Permission.WriteRisks) && _model is { IsNewest: true, State: ThreatModelState.Draft or ThreatModelState.Reviewed };

    private string Counts => $"{Formats.Plural(_model!.Components.Count, "component")}, {Formats.Plural(_model.Flows.Count, "data flow")}";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        if (!DisplayId.TryParse<SystemId>(Id, out var system))
        {
            _refusal = SystemRefusals.NotFound;
            return;
        }

        var found = await get.RunAsync(system, Number, Gone);
        (_model, _refusal) = (found.IsDone ? found.Value : null, found.Refusal);
        // Without a threat model one may be begun; a version that is none is not found.
        _name = _model is null && Number is null ? await get.SystemNameAsync(system, Gone) : null;
    }

    private void Edit(ElementKind kind, string? key) => _edited = (kind, key);

    private static string Drawn(string text) => T.Sense(text, "of a drawing");

    private async Task BeginAsync()
    {
        if (DisplayId.TryParse<SystemId>(Id, out var system))
        {
            _problem = (await begin.RunAsync(await CurrentActor.GetAsync(), system, Drawn, CancellationToken.None)).Refusal;
            await ReloadAsync();
        }
    }

    private async Task SubmitAsync()
    {
        var model = _model!;
        var outcome = await submit.RunAsync(await CurrentActor.GetAsync(), model.System, ETags.Of(model.Revision), CancellationToken.None);
        _problem = outcome.Refusal;
        if (outcome.IsDone)
        {
            toasts.Show($"Threat model submitted for review.");
        }

        await ReloadAsync();
    }

    private async Task<Refusal?> JudgeAsync(ThreatModelView model, bool approve, string? words) =>
        (
            await reviewing.RunAsync(
                await CurrentActor.GetAsync(),
                new(model.System, approve ? "approve" : "return", words, model.ContentSha256),
                CancellationToken.None
            )
        ).Refusal;

    private async Task CloseAsync()
    {
        (_edited, _deciding, _adding, _finishing, _words, _problem) = (null, null, false, null, Words.None, null);
        await ReloadAsync();
    }
}
