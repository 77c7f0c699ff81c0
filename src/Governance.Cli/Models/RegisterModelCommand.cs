using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Cli.Models;

/// <summary><c>model register</c>.</summary>
internal static class RegisterModelCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "register",
            "Put a model under governance.",
            "governance model register --model fraud-scorer --owner owner@bank.example --risk-class high"
        );
        var model = CommonOptions.Model();
        model.Aliases.Add("--name");
        var owner = CommonOptions.Text("--owner", "E-mail address of the model owner.", "EMAIL", required: true);
        var riskClass = CommonOptions.OneOf(
            "--risk-class",
            "Risk class; without one, the model passes no gate.",
            WireName.All<RiskClass>()
        );
        var displayName = CommonOptions.Text("--display-name", "Display name.", "TEXT");
        var purpose = CommonOptions.Text("--purpose", "Purpose of the model.", "TEXT");
        var system = CommonOptions.Text("--system", "AI system that the model is part of.", "SYS-0001");
        var externalName = CommonOptions.Text("--external-name", "Name of the model in another system.", "TEXT");
        var deputies = CommonOptions.Many("--deputy", "E-mail address of a deputy of the owner; repeatable.", "EMAIL");
        var tags = CommonOptions.Many("--tag", "Label as NAME=VALUE; repeatable.", "NAME=VALUE");
        foreach (Option option in new Option[] { model, owner, riskClass, displayName, purpose, system, externalName, deputies, tags })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var labels = (parse.GetValue(tags) ?? []).Select(t => NamedValue.Read(t, "--tag")).ToList();
                using var client = await portal.OpenAsync(host, parse, ct);
                var answer = await client.PostAsync(
                    ModelPaths.Models,
                    writer =>
                    {
                        writer.WriteStartObject();
                        writer.WriteString("name", parse.GetRequiredValue(model));
                        writer.WriteString("owner", parse.GetRequiredValue(owner));
                        Optional(writer, "riskClass", parse.GetValue(riskClass));
                        Optional(writer, "displayName", parse.GetValue(displayName));
                        Optional(writer, "purpose", parse.GetValue(purpose));
                        Optional(writer, "system", parse.GetValue(system));
                        Optional(writer, "externalName", parse.GetValue(externalName));
                        if (parse.GetValue(deputies) is { Length: > 0 } names)
                        {
                            writer.WriteStartArray("deputies");
                            foreach (var name in names)
                            {
                                writer.WriteStringValue(name);
                            }

                            writer.WriteEndArray();
                        }

                        if (labels.Count > 0)
                        {
                            writer.WriteStartObject("tags");
                            foreach (var (name, value) in labels)
                            {
                                writer.WriteString(name, value);
                            }

                            writer.WriteEndObject();
                        }

                        writer.WriteEndObject();
                    },
                    ct
                );
                return new CommandOutcome(
                    new AnswerResult(
                        answer.Body,
                        page =>
                        {
                            page.Line($"Registered {answer.Body.Text("name") ?? parse.GetRequiredValue(model)}.");
                            page.Fact("owner", answer.Body.Text("owner"));
                            page.Fact("risk class", answer.Body.Text("riskClass") ?? "not yet classified: it passes no gate");
                        }
                    )
                );
            }
        );
        return command;
    }

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
