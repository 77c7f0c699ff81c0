using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Records a test of the stop control. It takes effect once a second person has confirmed it.</summary>
public sealed class RecordStopTest(OversightAction action)
{
    /// <summary>Months until the next test where no day is named.</summary>
    public const int UsualMonths = 6;

    /// <summary>What is recorded.</summary>
    /// <param name="System">The system.</param>
    /// <param name="TestedAt">When it was tested; null for now.</param>
    /// <param name="Result"><c>stopped</c> or <c>failed</c>.</param>
    /// <param name="What">What was stopped, and how.</param>
    /// <param name="SecondsToStop">Seconds until the system stood still.</param>
    /// <param name="NextOn">The day by which it is tested again; null for half a year later.</param>
    /// <param name="Proof">Where the record of it lies.</param>
    public sealed record Command(
        SystemId System,
        DateTimeOffset? TestedAt,
        string? Result,
        string? What,
        int? SecondsToStop,
        DateOnly? NextOn,
        OversightProof Proof
    );

    /// <summary>Runs the action; the value is the id of the test.</summary>
    public Task<Result<string>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return action.RunAsync(
            actor,
            new Attempt("stop-test.recorded", command.System.ToString(), Permission.ManageOversight),
            command.System,
            (context, system, token) => ActAsync(context, system, command, token),
            ct
        );
    }

    private static async Task<Result<OversightAction.Written>> ActAsync(
        ActionContext context,
        AiSystem system,
        Command command,
        CancellationToken ct
    )
    {
        if (system.LifeCycle is LifeCycle.Retired)
        {
            return OversightRefusals.SystemRetired;
        }

        if (!WireName.TryParse<StopTestResult>(command.Result, out var result))
        {
            return OversightRefusals.ResultUnknown;
        }

        var tested = command.TestedAt ?? context.Now;
        var recorded = StopTest.Record(
            await context.Db.NextIdAsync<StopTestId>(ct),
            system.Id,
            new StopTestReport(
                tested,
                result,
                command.What,
                command.SecondsToStop,
                command.NextOn ?? tested.Day().AddMonths(UsualMonths),
                command.Proof
            ),
            (context.Access.Person!.Value, context.Access.PrintedName),
            context.Now
        );
        if (!recorded.IsDone)
        {
            return recorded.Refusal;
        }

        var test = recorded.Value;
        context.Db.StopTests.Add(test);
        return new OversightAction.Written(
            test.Id.ToString(),
            new JsonObject
            {
                ["testedAt"] = CanonicalJson.Time(test.TestedAt),
                ["result"] = WireName.Of(test.Result),
                ["whatSha256"] = test.What.Sha256,
                ["secondsToStop"] = test.SecondsToStop,
                ["nextOn"] = test.NextOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["sha256"] = test.Sha256,
            }
        );
    }
}
