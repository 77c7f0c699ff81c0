using Governance.Domain;
using Governance.Domain.Validation;
using Governance.Scoring;
using Governance.Scoring.Prompts;

namespace Governance.Portal.Operations.Validation;

/// <summary>Sends the prompt suite of a version to the endpoint of a schedule, and judges the answers. No answer is kept.</summary>
internal sealed class AskPrompts(ScheduledEndpoint access, TimeProvider clock)
{
    /// <summary>Asks.</summary>
    /// <param name="schedule">Who is asked, and how.</param>
    /// <param name="subject">The version and the suite.</param>
    /// <param name="beforeRequest">Called before each request: throws where the run is to stop.</param>
    /// <param name="asked">Called with the prompts answered so far, of how many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RunOutcome> RunAsync(
        ValidationSchedule schedule,
        RunSubject subject,
        Func<CancellationToken, Task> beforeRequest,
        Action<long, long> asked,
        CancellationToken ct
    )
    {
        using var stream = new MemoryStream(await access.ReadAsync(subject.Set, ct), writable: false);
        var suite =
            await SuiteReader.ReadAsync(stream, subject.Set.Name, ct)
            ?? throw new RunFailedException(ValidationFault.Data, ValidationRefusals.NotASuite.Message);
        var endpoint = new PromptEndpoint(
            access.TransportOf(schedule, beforeRequest),
            access.SettingsOf(schedule),
            WireName.Of(schedule.Protocol),
            clock,
            Random.Shared.NextDouble
        );
        await endpoint.LearnAsync(ct);
        var (artifact, from) = ScheduledEndpoint.ArtifactOf(endpoint.ArtifactSha256, subject.Version);
        var done = 0L;
        var run = new PromptRun(endpoint, suite) { Progress = more => asked(Interlocked.Add(ref done, more), suite.Prompts.Count) };
        var findings = await run.RunAsync(ct);
        return OutcomeOf(
            PromptRunOutcome.Of(endpoint, suite, findings, subject.Set.Name, new EvidenceSubject(artifact, subject.Set.Sha256)) with
            {
                ArtifactFrom = from,
            }
        );
    }

    private static RunOutcome OutcomeOf(PromptRunOutcome outcome)
    {
        var result = outcome.Result;
        return new(
            result.Verdict,
            outcome.Subject,
            [outcome.Part],
            [("attackSuccessRate", result.AttackSuccess.Value), ("overRefusalRate", result.OverRefusal.Value)]
        )
        {
            RowsScored = outcome.Findings.Prompts.Count,
            Requests = outcome.Requests,
        };
    }
}
