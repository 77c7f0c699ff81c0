using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Operations.Experiments;

/// <summary>One experiment. Knows no rule: it sends what people do and shows what came back.</summary>
public sealed partial class ExperimentPage(
    ReadExperiments read,
    DecideExperiment decide,
    StartExperiment starting,
    StopExperiment ending,
    RollBackChallenger rolling,
    IOpenPromotion promotions,
    ToastService toasts,
    TimeProvider clock
)
{
    private ExperimentView? _experiment;
    private Reauthenticate? _who;
    private Sentence? _missing;
    private Sentence? _error;
    private Sentence? _reasonError;
    private string _reason = "";
    private bool _busy;
    private bool _stopping;
    private bool _uploading;

    /// <summary>The experiment.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private string? Busy => _busy ? "true" : null;

    private bool IsOverdue => _experiment is { State: ExperimentState.Running } e && e.EndsAt <= clock.GetUtcNow();

    private bool MayRequest =>
        _experiment
            is {
                Kind: not ExperimentKind.Shadow,
                State: ExperimentState.Planned or ExperimentState.Approved or ExperimentState.Running,
                PromotionState: not (PromotionState.Open or PromotionState.Approved or PromotionState.Deployed)
            }
        && May(Permission.RequestPromotion);

    private bool Waits => _experiment is { State: ExperimentState.Planned or ExperimentState.Stopped };

    private ExperimentStep? Asks =>
        Waits && _experiment!.RollBackDueAt is not null ? (May(Permission.RollBack) ? ExperimentStep.RollBack : null)
        : !Waits || _experiment!.WhyNot is not null || !May(Permission.DecideExperiments) ? null
        : _experiment.State is ExperimentState.Planned ? ExperimentStep.Approval
        : ExperimentStep.Conclusion;

    private string PlannedSize =>
        Texts.T[
            "{0} for the champion, {1} for the challenger",
            Formats.Count(_experiment!.ChampionSize),
            Formats.Count(_experiment.ChallengerSize)
        ];

    private double Reached =>
        _experiment is { ChallengerSize: > 0, ChampionSize: > 0 } e
            ? Math.Min(
                1,
                Math.Min((double)e.Metrics[0].ChampionCount / e.ChampionSize, (double)e.Metrics[0].ChallengerCount / e.ChallengerSize)
            )
            : 0;

    private static string TitleOf(ExperimentStep step) =>
        step switch
        {
            ExperimentStep.Approval => "Your approval",
            ExperimentStep.RollBack => "Your rollback",
            _ => "Your conclusion",
        };

    /// <summary>Where an experiment is.</summary>
    public static string Of(ExperimentId id) => $"/experiments/{id}";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await read.GetAsync(Id, Actor, Gone);
        (_experiment, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
    }

    private static string Number(double? value) => value is { } number ? Formats.Number(number, 3) : Formats.Missing;

    private static string Signed(double? value) => value is { } number ? Formats.Change(number) : Formats.Missing;

    // What the plan expects is why it is asked for.
    private Task RequestAsync() =>
        DoAsync(
            async () =>
                (
                    await promotions.RunAsync(
                        Actor,
                        _experiment!.Model,
                        _experiment.Challenger,
                        _experiment.Id,
                        _experiment.Hypothesis,
                        CancellationToken.None
                    )
                ).Refusal
                    is { } refusal
                    ? refusal
                    : _experiment.Id,
            $"The promotion was requested."
        );

    private Task StartAsync() =>
        DoAsync(async () => await starting.RunAsync(Actor, Id, CancellationToken.None), $"The experiment is running.");

    private async Task StopAsync()
    {
        await DoAsync(async () => await ending.RunAsync(Actor, Id, CancellationToken.None), $"The experiment has been stopped.");
        _stopping = false;
    }

    private async Task UploadedAsync(bool stored)
    {
        _uploading = false;
        if (stored)
        {
            toasts.Show($"The observations were counted.");
            await ReloadAsync();
        }
    }

    private Task DecideAsync(ExperimentStep step, string outcome) =>
        DoAsync(
            async () =>
            {
                if (
                    await _who!.ProveAsync(DecideExperiment.Binding(_experiment!.Id, step, outcome), CancellationToken.None)
                    is not { } proven
                )
                {
                    return null;
                }

                return proven.Refusal is { } unproven ? unproven
                    : step is ExperimentStep.RollBack
                        ? await rolling.RunAsync(proven.Value, Id, _reason, proven.Value.Proof, CancellationToken.None)
                    : await decide.RunAsync(proven.Value, new(Id, step, outcome, _reason, proven.Value.Proof), CancellationToken.None);
            },
            $"Your decision is on record."
        );

    // Not ended when the page is left: what was decided is done.
    private async Task DoAsync(Func<Task<Result<ExperimentId>?>> act, Sentence done)
    {
        if (_busy || _experiment is null)
        {
            return;
        }

        (_busy, _error, _reasonError) = (true, null, null);
        try
        {
            if (await act() is not { } outcome)
            {
                return;
            }

            if (outcome.Refusal is { } refusal)
            {
                _reasonError = refusal.Of("reason");
                _error = _reasonError is null ? refusal.Words : null;
                return;
            }

            toasts.Show(done);
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
