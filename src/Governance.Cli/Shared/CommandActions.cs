using System.CommandLine;
using Governance.Cli.Output;

namespace Governance.Cli.Shared;

/// <summary>Ties a command to what it does: the result is written in every form asked for, then the code is returned.</summary>
internal static class CommandActions
{
    /// <param name="command">The command.</param>
    /// <param name="host">The world outside.</param>
    /// <param name="isCheck">Whether its result is a list of checks, which has more forms.</param>
    /// <param name="run">What it does.</param>
    public static void Does(
        this Command command,
        CliHost host,
        bool isCheck,
        Func<ParseResult, CancellationToken, Task<CommandOutcome>> run
    )
    {
        var format = CommonOptions.Format(isCheck);
        command.Add(format);
        command.SetAction(
            async (parse, ct) =>
            {
                var plan = OutputPlan.Create(parse.GetValue(format));
                var outcome = await run(parse, ct);
                await plan.WriteAsync(outcome.Result, host, ct);
                foreach (var sentence in outcome.Notes.Concat(outcome.NotRun))
                {
                    await host.Error.WriteLineAsync(sentence);
                }

                // A check that did not run is no check that passed; what failed all the same is the stronger word.
                return (int)(outcome.ExitCode is ExitCode.Done && outcome.NotRun.Count > 0 ? ExitCode.Undecided : outcome.ExitCode);
            }
        );
    }
}

/// <summary>What a command came to: its result, its exit code, and what it could not check.</summary>
internal sealed record CommandOutcome(CommandResult Result, ExitCode ExitCode = ExitCode.Done)
{
    /// <summary>
    /// Checks that were asked for and could not be run, a sentence each: the pipeline stops with <see cref="ExitCode.Undecided"/>.
    /// </summary>
    public IReadOnlyList<string> NotRun { get; init; } = [];

    /// <summary>What to know of how files were read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
