using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Governance.Cli.Agents;
using Governance.Cli.Analysis;
using Governance.Cli.Audit;
using Governance.Cli.Data;
using Governance.Cli.Decisions;
using Governance.Cli.Discovery;
using Governance.Cli.Evaluation;
using Governance.Cli.Gates;
using Governance.Cli.Group;
using Governance.Cli.Init;
using Governance.Cli.Models;
using Governance.Cli.Monitoring;
using Governance.Cli.Output;
using Governance.Cli.Permits;
using Governance.Cli.Policies;
using Governance.Cli.Releases;
using Governance.Cli.Reports;
using Governance.Cli.Retirements;
using Governance.Cli.Shared;
using Governance.Cli.Validation;

namespace Governance.Cli;

/// <summary>The command tree, and the one place where an outcome becomes an exit code.</summary>
internal static class CommandLineApp
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliHost host, CancellationToken ct = default)
    {
        // A reason may start with "@", so no argument is read as the name of a file with more arguments.
        var parse = CreateRoot(host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        try
        {
            if (parse.Action is ParseErrorAction || (parse.Action is null && parse.Errors.Count > 0))
            {
                return (int)ReportUsage(parse, host);
            }

            // The handler of Ctrl-C and SIGTERM cancels the token; the wait gives requests under way time to end.
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
                },
                ct
            );
        }
        catch (Exception problem)
        {
            return (int)Report(problem, host);
        }
        finally
        {
            Flush(host.Out);
            Flush(host.Error);
        }
    }

    internal static RootCommand CreateRoot(CliHost host)
    {
        var root = new RootCommand(
            "Registers models, checks deployment gates, pushes monitoring data and decisions, fetches reports, combines the "
                + "figures of a group, analyses logs, validates live models, evaluates assistants, finds personal data and unregistered "
                + "AI, guards agents and verifies the audit log."
        )
        {
            InitCommand.Create(host),
            ModelCommands.Create(host),
            PromoteCommand.Create(host),
            GateCommands.Create(host),
            PermitCommands.Create(host),
            RetirementCommands.Create(host),
            MonitoringCommands.Create(host),
            DecisionCommands.Create(host),
            ReportCommands.Create(host),
            GroupCommands.Create(host),
            AnalyzeCommands.Create(host),
            ValidateCommand.Create(host),
            EvaluateCommands.Create(host),
            DataCommands.Create(host),
            PolicyCommands.Create(host),
            AgentCommands.Create(host),
            Training.TrainCommands.Create(host),
            Experiments.ExperimentCommands.Create(host),
            DiscoverCommand.Create(host),
            Registries.RegistryCommands.Create(host),
            AuditCommands.Create(host),
            ReleaseCommands.Create(host),
        };
        foreach (var command in ModelCommands.CreateShort(host))
        {
            command.Hidden = true;
            root.Add(command);
        }

        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
        }

        return root;
    }

    private static ExitCode ReportUsage(ParseResult parse, CliHost host)
    {
        foreach (var error in parse.Errors)
        {
            host.Error.WriteLine(PlainText.Line(error.Message));
        }

        var path = HelpWithExamples.PathOf(parse.CommandResult.Command);
        host.Error.WriteLine($"See: {path} --help");
        return ExitCode.Usage;
    }

    private static ExitCode Report(Exception problem, CliHost host)
    {
        var (code, message) = problem switch
        {
            CliException ours => (ours.ExitCode, ours.Message),
            ScoringException scoring => (scoring.Fault is ScoringFault.Usage ? ExitCode.Usage : ExitCode.Undecided, scoring.Message),
            OperationCanceledException => (ExitCode.Undecided, "Cancelled."),
            UnauthorizedAccessException or IOException => (ExitCode.Usage, problem.Message),
            _ => (ExitCode.Undecided, $"The program failed: {problem.GetType().Name}: {problem.Message}"),
        };
        host.Error.WriteLine(PlainText.Lines(message));
        return code;
    }

    private static void Flush(TextWriter writer)
    {
        try
        {
            writer.Flush();
        }
        catch (IOException)
        {
            // The reader of the pipe is gone ("governance … | head"): there is no one left to tell.
        }
    }
}
