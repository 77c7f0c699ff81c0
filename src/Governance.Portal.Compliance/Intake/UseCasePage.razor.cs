using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Intake;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Intake;

/// <summary>One use case: what is proposed, what the answers point to, opinions, decision and conditions.</summary>
public sealed partial class UseCasePage(ListUseCases list, SubmitUseCase submit, LawLibrary laws, ToastService toasts)
{
    private static readonly Crumb[] s_trail = [new("Compliance", ComplianceAddresses.Systems), new("Intake", ComplianceAddresses.UseCases)];

    private UseCaseView? _view;
    private UseCaseAct? _act;
    private Refusal? _refusal;
    private Sentence? _missing;
    private int _condition;
    private bool _accepting;
    private bool _isMine;

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private Law Law => laws.Current;

    private bool IsWithProposer => _view?.State is UseCaseState.Draft or UseCaseState.InformationAsked;

    private bool IsInTriage => _view?.State is UseCaseState.Submitted or UseCaseState.InTriage;

    private bool IsOpen => IsWithProposer || IsInTriage;

    // The function of the role in force has not spoken yet.
    private bool IsAsked =>
        GiveOpinion.FunctionOf(Actor.Role) is { } function && _view!.Opinions.All(o => o.Round != _view.Round || o.Function != function);

    private IEnumerable<OpinionView> Earlier => _view!.Opinions.Where(o => o.Round < _view.Round);

    private string? PackTitle => _view?.Pack is { } pack ? PolicyPacks.Find(pack)?.Title ?? pack : null;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var known = DisplayId.TryParse<UseCaseId>(Id, out var id);
        var found = known ? await list.GetAsync(id, Gone) : UseCaseRefusals.NotFound;
        (_view, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
        _isMine = _view is not null && await list.IsProposerAsync(id, Actor.User, Gone);
    }

    private string HintDetail(ScreeningHint hint)
    {
        var chosen =
            hint.Kind is HintKind.NotAnswered ? T.List(hint.Values)
            : hint.Question is null ? ""
            : T.List(hint.Values.Select(v => UseCaseLabels.Value(Law, hint.Question, v)));
        return string.Join(" · ", new[] { chosen, T.List(hint.LegalBasis) }.Where(t => t.Length > 0));
    }

    private void Meet(int condition) => (_condition, _act) = (condition, UseCaseAct.Meet);

    private async Task SubmitAsync()
    {
        var submitted = await submit.RunAsync(Actor, _view!.Id, CancellationToken.None);
        _refusal = submitted.Refusal;
        if (submitted.IsDone)
        {
            toasts.Show($"Use case submitted.");
        }

        await ReloadAsync();
    }

    private async Task DoneAsync()
    {
        (_act, _accepting, _refusal) = (null, false, null);
        await ReloadAsync();
    }

    private static string? Assessed(UseCaseView view) =>
        view.AssessedClasses.Count == 0
            ? null
            : string.Join(", ", view.AssessedClasses.Select(c => T.Word(ComplianceLabels.Class(c))))
                + (view.ClassDiffers ? T[" (not the expected class)"] : "");
}
