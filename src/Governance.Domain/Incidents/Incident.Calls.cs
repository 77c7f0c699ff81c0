using System.Globalization;

namespace Governance.Domain.Incidents;

/// <content>What its steps ask of other systems.</content>
public sealed partial class Incident
{
    /// <summary>Steps whose call is due without anyone pressing: what has to come before is done, and it was never asked for.</summary>
    public IReadOnlyList<PlaybookStep> DueCalls(Playbook playbook)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        return
        [
            .. playbook.Steps.Where(s =>
                s.Call is { Confirm: false }
                && _calls.TrueForAll(c => c.Step != s.Id)
                && _calls.Count < MaxMessages
                && RefusesCall(playbook, s) is null
            ),
        ];
    }

    /// <summary>Asks for the call of a step: for the first time, or again after one that failed.</summary>
    /// <param name="playbook">The playbook.</param>
    /// <param name="stepId">The step.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="now">The server's clock.</param>
    public Result<IncidentCall> AskCall(Playbook playbook, string? stepId, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (RefusesLive() is { } over)
        {
            return over;
        }

        if (playbook.Steps.FirstOrDefault(s => s.Id == stepId) is not { } step)
        {
            return IncidentRefusals.StepUnknown;
        }

        if (RefusesCall(playbook, step) is { } refusal)
        {
            return refusal;
        }

        if (_calls.Count == MaxMessages)
        {
            return IncidentRefusals.TooMany("calls", MaxMessages);
        }

        var call = new IncidentCall(step.Id, _calls.Count(c => c.Step == step.Id) + 1, CallState.Waiting, by, now);
        _calls = [.. _calls, call];
        Revision++;
        return call;
    }

    /// <summary>An attempt begins. Written down before anything is sent, so that what a stopped portal left open is known.</summary>
    /// <param name="playbook">The playbook.</param>
    /// <param name="step">The step.</param>
    /// <param name="number">The call's number.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>The call as it stands, and what is to be said; null when there is nothing to do.</returns>
    public (IncidentCall Call, string Said)? BeginCall(Playbook playbook, string step, int number, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (
            _calls.Find(c => c.Step == step && c.Number == number) is not { IsLive: true } call
            || playbook.Steps.FirstOrDefault(s => s.Id == step) is not { Call: { } asked } known
        )
        {
            return null;
        }

        var lost = call.State is CallState.Underway ? Lost(known, call.Attempts) : null;
        var settled = StepOf(step) is not null;
        if (!IsLive || settled || call.Attempts > asked.Retries)
        {
            var why =
                settled ? "The step is settled, so the call is not sent."
                : IsLive ? "No attempts are left."
                : "The incident is over, so the call is not sent.";
            return (Replace(call with { State = CallState.Failed, EndedAt = now }), $"{lost ?? Call(known)} {why}");
        }

        var begun = call with { State = CallState.Underway, Attempts = call.Attempts + 1, SentAt = now };
        return (
            Replace(begun),
            lost is null ? $"{Call(known)} Attempt {Number(begun.Attempts)} begins." : $"{lost} It is sent again with the same key."
        );
    }

    /// <summary>An attempt was answered, or was not.</summary>
    /// <param name="playbook">The playbook.</param>
    /// <param name="begun">The call as it was when the attempt began.</param>
    /// <param name="answer">Status and digest of the answer; null where none came.</param>
    /// <param name="fault">Why it is not what the playbook expects; null when it is.</param>
    /// <param name="by">Printed name of what did it.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>The call as it stands, and what is to be said; null when another attempt began meanwhile, which counts.</returns>
    public (IncidentCall Call, string Said)? EndCall(
        Playbook playbook,
        IncidentCall begun,
        (int Status, string Sha256)? answer,
        string? fault,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(playbook);
        ArgumentNullException.ThrowIfNull(begun);
        if (
            _calls.Find(c => c.Step == begun.Step && c.Number == begun.Number) is not { State: CallState.Underway } call
            || call.Attempts != begun.Attempts
            || playbook.Steps.FirstOrDefault(s => s.Id == begun.Step) is not { Call: { } asked } step
        )
        {
            return null;
        }

        var isLast = fault is null || !IsLive || call.Attempts > asked.Retries;
        var ended = call with
        {
            State =
                fault is null ? CallState.Done
                : isLast ? CallState.Failed
                : CallState.Waiting,
            Status = answer?.Status,
            AnswerSha256 = answer?.Sha256,
            EndedAt = isLast ? now : null,
        };
        Replace(ended);
        if (fault is null && IsLive && StepOf(step.Id) is null)
        {
            Record(step.Id, StepState.Done, by, now);
        }

        return (
            ended,
            fault is null ? $"{Call(step)} The answer was {Number(answer?.Status ?? 0)}, as expected."
            : isLast && call.Attempts == 1 ? $"{Call(step)} {fault} Given up after 1 attempt."
            : isLast ? $"{Call(step)} {fault} Given up after {Number(call.Attempts)} attempts."
            : $"{Call(step)} {fault} Attempt {Number(call.Attempts)} failed, another follows."
        );
    }

    /// <summary>Access to what it is about is cut. May be done again: what was made since is cut, too.</summary>
    /// <param name="playbook">The playbook; its step is done by it, where it has one.</param>
    /// <param name="words">Why.</param>
    /// <param name="by">Printed name.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? CutAccess(Playbook playbook, string? words, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        var step = playbook.Steps.FirstOrDefault(s => s is { Id: Incidents.Playbook.CutAccess, Kind: StepKind.Task });
        if ((RefusesLive() ?? (step is null ? null : RefusesNeeds(playbook, step)) ?? RefusesWords(words, "note")) is { } refusal)
        {
            return refusal;
        }

        if (step is not null && StepOf(step.Id) is not { State: StepState.Done })
        {
            Record(step.Id, StepState.Done, by, now);
        }

        Revision++;
        return null;
    }

    private static string Call(PlaybookStep step) => $"Call “{step.Title}”.";

    private static string Lost(PlaybookStep step, int attempt) =>
        $"{Call(step)} The portal stopped during attempt {Number(attempt)}: it is not known whether the call arrived.";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Refusal? RefusesCall(Playbook playbook, PlaybookStep step) =>
        RefusesLive()
        ?? (
            step.Call is null ? IncidentRefusals.NotACall(step.Title)
            : IsDrill ? IncidentRefusals.DrillCallsNothing
            : StepOf(step.Id) is not null ? IncidentRefusals.StepDone
            : _calls.Exists(c => c.Step == step.Id && c.IsLive) ? IncidentRefusals.CallUnderway
            : RefusesNeeds(playbook, step)
        );

    private IncidentCall Replace(IncidentCall call)
    {
        _calls = [.. _calls.Select(c => c.Step == call.Step && c.Number == call.Number ? call : c)];
        Revision++;
        return call;
    }
}
