using System.CommandLine;
using Governance.Cli.Models;
using Governance.Cli.Shared;

namespace Governance.Cli.Gates;

/// <summary><c>gate check</c>: may this very file be deployed?</summary>
internal static class GateCheckCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "check",
            "Check whether a file may be deployed. Exit codes: 0 allowed, 1 denied, 3 no answer, 4 still open after --wait.",
            "governance gate check --model fraud-scorer --version 1.4.0 --stage production --artifact model.onnx --wait 30m"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var stage = CommonOptions.OneOf("--stage", "Stage to deploy to.", ["staging", "production"], required: true);
        var artifact = CommonOptions.Text("--artifact", "The file about to be deployed; it is hashed here.", "FILE", required: true);
        var wait = CommonOptions.Wait("How long to keep asking while the promotion is open.");
        var experiment = CommonOptions.Text(
            "--experiment",
            "Running experiment in which the version is to decide for a share; the answer is valid for nothing else.",
            "ID"
        );
        foreach (Option option in new Option[] { model, version, stage, artifact, wait, experiment })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(artifact);
                var question = new GateQuestion(
                    parse.GetRequiredValue(model),
                    parse.GetRequiredValue(version),
                    parse.GetRequiredValue(stage),
                    path,
                    await ArtifactUpload.HashAsync(host, path, ct)
                )
                {
                    Experiment = parse.GetValue(experiment),
                };
                using var client = await portal.OpenAsync(host, parse, ct);
                try
                {
                    var (answer, code) =
                        parse.GetValue(wait) is { } text && Duration.TryParse(text, out var time)
                            ? await new GateWait(host, client).RunAsync(question, time, ct)
                            : Judge(new GateAnswer(question, (await client.GetAsync(question.Path, ct)).Body));
                    await GitHubFiles.WriteAsync(host, answer, code, ct);
                    return new CommandOutcome(answer, code);
                }
                catch (CliException refused) when (refused.Status is not null)
                {
                    // Whatever the server says instead of an answer, nothing was decided.
                    throw new CliException(ExitCode.Undecided, refused.Message, refused) { Status = refused.Status, Code = refused.Code };
                }
            }
        );
        return command;
    }

    private static (GateAnswer Answer, ExitCode ExitCode) Judge(GateAnswer answer) =>
        (answer, answer.Allow ? ExitCode.Done : ExitCode.Refused);
}
