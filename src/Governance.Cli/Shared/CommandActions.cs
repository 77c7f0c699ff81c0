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
    public static void Does(this Command command, CliHost host, bool isCheck, Func<ParseResult, CancellationToken, Task<Ending>> run)
    {
        var format = OptionKit.Format(isCheck);
        command.Add(format);
        command.SetAction(
            async (parse, ct) =>
            {
                var plan = OutputPlan.Create(parse.GetValue(format));
                var ending = await run(parse, ct);
                await plan.WriteAsync(ending.Result, host, ct);
                foreach (var sentence in ending.NotRun)
                {
                    await host.Error.WriteLineAsync(sentence);
                }

                // A check that did not run is no check that passed; what failed all the same is the stronger word.
                return (int)(ending.ExitCode is ExitCode.Done && ending.NotRun.Count > 0 ? ExitCode.Undecided : ending.ExitCode);
            }
        );
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Ending(CommandResult Result, ExitCode ExitCode = ExitCode.Done)
{
    /// <summary>
    /// Checks that were asked for and could not be run, a sentence each: the pipeline stops with <see cref="ExitCode.Undecided"/>.
    /// </summary>
    public IReadOnlyList<string> NotRun { get; init; } = [];
}
