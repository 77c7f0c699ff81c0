using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain.Models;

namespace Governance.Cli.Models;

/// <summary><c>model deploy</c>: records a deployment, and the way back from it.</summary>
internal static class DeployCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "deploy",
            "Record a deployment with its rollback plan; exit 1 if the promotion does not allow it.",
            "governance model deploy --model fraud-scorer --version 1.4.0 --environment prod --promotion APR-0012 "
                + "--rollback-step \"Point the router to 1.3.0\" --rollback-by \"Scoring on call\" --rollback-minutes 15"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var environment = CommonOptions.Text("--environment", "Name of the environment.", "NAME", required: true);
        var promotion = CommonOptions.Text("--promotion", "Promotion that the deployment is based on.", "APR-0012", required: true);
        var region = CommonOptions.Text("--region", "Region, if any.", "NAME");
        var config = CommonOptions.Text("--config-sha256", "Digest of the deployment's configuration.", "SHA256");
        var image = CommonOptions.Text("--image", "Container image, recorded as a label.", "IMAGE");
        var experiment = CommonOptions.Text(
            "--experiment",
            "Running experiment in which the version decides for a share beside the version in production.",
            "ID"
        );
        foreach (Option option in new Option[] { model, version, environment, promotion, region, config, image, experiment })
        {
            command.Add(option);
        }

        var plan = new RollbackOptions(command);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var body = (
                    await client.PostAsync(
                        $"{ModelPaths.Version(parse.GetRequiredValue(model), parse.GetRequiredValue(version))}/deployments",
                        writer =>
                        {
                            writer.WriteStartObject();
                            writer.WriteString("environment", parse.GetRequiredValue(environment));
                            writer.WriteString("promotion", parse.GetRequiredValue(promotion));
                            WriteGiven(writer, "region", parse.GetValue(region));
                            WriteGiven(writer, "configSha256", parse.GetValue(config));
                            WriteGiven(writer, "image", parse.GetValue(image));
                            WriteGiven(writer, "experiment", parse.GetValue(experiment));
                            if (plan.IsGiven(parse))
                            {
                                writer.WritePropertyName("rollbackPlan");
                                plan.Write(writer, parse);
                            }

                            writer.WriteEndObject();
                        },
                        ct
                    )
                ).Body;
                return new CommandOutcome(
                    new AnswerResult(
                        body,
                        page =>
                        {
                            page.Verdict(
                                CheckOutcome.Pass,
                                $"{body.Text("id")}: {body.Text("model")}@{body.Text("version")} deployed to {body.Text("stage")}, "
                                    + $"{body.Text("environment")}."
                            );
                            RollbackOptions.WriteText(page, body.Member("rollbackPlan"));
                        }
                    )
                );
            }
        );
        return command;
    }

    private static void WriteGiven(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}

/// <summary><c>model rollback-plan</c>: lays down a new way back from a deployment that serves.</summary>
internal static class RollbackPlanCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "rollback-plan",
            "Record a new rollback plan of a deployment; the previous one stays on record.",
            "governance model rollback-plan --model fraud-scorer --version 1.4.0 --deployment DEP-0003 --rollback-to 1.3.0 "
                + "--rollback-step \"Point the router to 1.3.0\" --rollback-by \"Scoring on call\" --rollback-minutes 15"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var deployment = CommonOptions.Text("--deployment", "The deployment.", "DEP-0003", required: true);
        foreach (Option option in new Option[] { model, version, deployment })
        {
            command.Add(option);
        }

        var plan = new RollbackOptions(command);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                if (!plan.IsGiven(parse))
                {
                    throw CliException.Usage(
                        "Give --rollback-step, --rollback-by and --rollback-minutes, or give the reason with --no-rollback."
                    );
                }

                using var client = await portal.OpenAsync(host, parse, ct);
                var path =
                    $"{ModelPaths.Version(parse.GetRequiredValue(model), parse.GetRequiredValue(version))}/deployments/"
                    + $"{Uri.EscapeDataString(parse.GetRequiredValue(deployment))}/rollback-plans";
                var body = (await client.PostAsync(path, writer => plan.Write(writer, parse), ct)).Body;
                return new CommandOutcome(
                    new AnswerResult(
                        body,
                        page =>
                        {
                            page.Verdict(
                                CheckOutcome.Pass,
                                $"Rollback plan {body.Text("deployment")}/{body.Member("number")?.GetRawText()} recorded."
                            );
                            RollbackOptions.WriteText(page, body);
                        }
                    )
                );
            }
        );
        return command;
    }
}

/// <summary>The options of a rollback plan.</summary>
internal sealed class RollbackOptions
{
    private readonly Option<string> _target = CommonOptions.Text(
        "--rollback-to",
        "Version to roll back to (default: the one previously in production).",
        "VERSION"
    );
    private readonly Option<string[]> _steps = CommonOptions.Many(
        "--rollback-step",
        "A step of the rollback plan; repeatable, in order.",
        "TEXT"
    );
    private readonly Option<string> _by = CommonOptions.Text(
        "--rollback-by",
        "Who performs the rollback: a person, or the team on call.",
        "TEXT"
    );
    private readonly Option<string> _minutes = NumberOptions.Whole(
        "--rollback-minutes",
        "How long the rollback takes.",
        1,
        RollbackPlanFacts.MaxMinutes
    );
    private readonly Option<string> _none = CommonOptions.Text(
        "--no-rollback",
        "Reason why no rollback is possible; replaces the plan.",
        "REASON"
    );

    public RollbackOptions(Command command)
    {
        foreach (Option option in new Option[] { _target, _steps, _by, _minutes, _none })
        {
            command.Add(option);
        }
    }

    public bool IsGiven(ParseResult parse) =>
        parse.GetValue(_none) is not null
        || parse.GetValue(_target) is not null
        || parse.GetValue(_steps) is { Length: > 0 }
        || parse.GetValue(_by) is not null
        || parse.GetValue(_minutes) is not null;

    public void Write(Utf8JsonWriter writer, ParseResult parse)
    {
        writer.WriteStartObject();
        if (parse.GetValue(_target) is { } target)
        {
            writer.WriteString("target", target);
        }

        if (parse.GetValue(_steps) is { Length: > 0 } steps)
        {
            writer.WriteStartArray("steps");
            foreach (var step in steps)
            {
                writer.WriteStringValue(step);
            }

            writer.WriteEndArray();
        }

        if (parse.GetValue(_by) is { } by)
        {
            writer.WriteString("responsible", by);
        }

        if (parse.GetValue(_minutes) is not null)
        {
            writer.WriteNumber("expectedMinutes", parse.Whole(_minutes, 1));
        }

        if (parse.GetValue(_none) is { } none)
        {
            writer.WriteString("whyNone", none);
        }

        writer.WriteEndObject();
    }

    public static void WriteText(TextPage page, JsonElement? plan)
    {
        if (plan is not { ValueKind: JsonValueKind.Object } given)
        {
            page.Mark(CheckOutcome.Warn, "No rollback plan recorded.");
            return;
        }

        if (given.Text("whyNone") is { } why)
        {
            page.Fact("rollback", $"none is possible: {why}");
            return;
        }

        page.Fact(
            "rollback",
            $"to {given.Text("target")} in {given.Member("expectedMinutes")?.GetRawText()} min, by {given.Text("responsible")}"
        );
    }
}
