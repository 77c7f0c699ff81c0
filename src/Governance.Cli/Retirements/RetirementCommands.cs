using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Retirements;

/// <summary>
/// What a pipeline or a serving system does with retirements: looks, records a task as done, says that nothing arrives any more.
/// </summary>
internal static class RetirementCommands
{
    private const string Root = "api/v1/retirements";

    public static Command Create(CliHost host) =>
        new("retirement", "Show what retirements are waiting for, record tasks, and confirm that traffic has stopped.")
        {
            List(host),
            Show(host),
            Done(host),
            Confirm(host),
        };

    private static ExampleCommand List(CliHost host)
    {
        var command = new ExampleCommand("list", "List retirements, newest first.", "governance retirement list --state live");
        var model = CommonOptions.Text("--model", "Only retirements of this model.", "MODEL");
        var state = CommonOptions.OneOf(
            "--state",
            "Only retirements in this state; live for all that have not ended.",
            ["live", "under-way", "to-sign", "closed", "cancelled"]
        );
        command.Add(model);
        command.Add(state);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var filters = new[] { ("model", parse.GetValue(model)), ("state", parse.GetValue(state)) }
                    .Where(f => f.Item2 is not null)
                    .Select(f => $"&{f.Item1}={Uri.EscapeDataString(f.Item2!)}");
                var body = (await client.GetAsync($"{Root}?limit=200{string.Concat(filters)}", ct)).Body;
                return new CommandOutcome(
                    new AnswerResult(
                        body,
                        page =>
                        {
                            page.Table(
                                ["RETIREMENT", "SUBJECT", "STATE", "PLANNED", "TASKS", "OWNER"],
                                body.Items("items")
                                    .Select(r =>
                                        new[]
                                        {
                                            r.Text("id") ?? "",
                                            r.Text("subject") ?? "",
                                            r.Text("state") ?? "",
                                            r.Text("plannedAt") ?? "",
                                            $"{Number(r, "tasksDone")} of {Number(r, "tasks")}",
                                            r.Text("ownerName") ?? "",
                                        }
                                    )
                            );
                            if (body.Text("nextCursor") is not null)
                            {
                                page.Line("There are more; narrow the list with --model or --state.");
                            }
                        }
                    )
                );
            }
        );
        return command;
    }

    private static ExampleCommand Show(CliHost host)
    {
        var command = new ExampleCommand(
            "show",
            "Show a retirement: its versions, its tasks and open steps.",
            "governance retirement show RET-0001"
        );
        var id = Id(command);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                return OutcomeOf((await client.GetAsync(Path(parse, id), ct)).Body);
            }
        );
        return command;
    }

    private static ExampleCommand Done(CliHost host)
    {
        var command = new ExampleCommand(
            "task-done",
            "Record that a task of a retirement is done; exit 1 if the portal refuses.",
            "governance retirement task-done RET-0001 --task 3 --words \"Route removed\" --evidence EVD-0012"
        );
        var id = Id(command);
        var task = NumberOptions.Whole("--task", "Number of the task.", 1, 1_000);
        task.Required = true;
        var words = CommonOptions.Text("--words", "What was done.", "TEXT", required: true);
        var evidence = CommonOptions.Text("--evidence", "Proof: the ID of a record, or a file's name and its SHA-256.", "TEXT");
        command.Add(task);
        command.Add(words);
        command.Add(evidence);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                return OutcomeOf(
                    (
                        await client.PostAsync(
                            $"{Path(parse, id)}/tasks/{parse.Whole(task, 0)}/done",
                            writer => Write(writer, ("words", parse.GetValue(words)), ("evidence", parse.GetValue(evidence))),
                            ct
                        )
                    ).Body
                );
            }
        );
        return command;
    }

    private static ExampleCommand Confirm(CliHost host)
    {
        var command = new ExampleCommand(
            "confirm-traffic",
            "Confirm, as the serving system, that the versions being retired receive no traffic.",
            "governance retirement confirm-traffic RET-0001 --system \"scoring cluster\" --note \"0 requests in 24 h\""
        );
        var id = Id(command);
        var system = CommonOptions.Text("--system", "Name of the system that serves the model.", "NAME", required: true);
        var note = CommonOptions.Text("--note", "What it saw.", "TEXT");
        command.Add(system);
        command.Add(note);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                return OutcomeOf(
                    (
                        await client.PostAsync(
                            $"{Path(parse, id)}/traffic/confirmations",
                            writer =>
                                Write(
                                    writer,
                                    ("how", "serving-system"),
                                    ("system", parse.GetValue(system)),
                                    ("note", parse.GetValue(note))
                                ),
                            ct
                        )
                    ).Body
                );
            }
        );
        return command;
    }

    private static Argument<string> Id(Command command)
    {
        var id = new Argument<string>("RETIREMENT") { Description = "ID of the retirement, such as RET-0001." };
        command.Add(id);
        return id;
    }

    private static string Path(ParseResult parse, Argument<string> id) => $"{Root}/{Uri.EscapeDataString(parse.GetRequiredValue(id))}";

    private static void Write(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }

    private static string Number(JsonElement item, string name) => item.Member(name)?.GetRawText() ?? "";

    private static CommandOutcome OutcomeOf(JsonElement body) =>
        new(
            new AnswerResult(
                body,
                page =>
                {
                    page.Line($"{body.Text("id")} {body.Text("title")}");
                    page.Fact("state", body.Text("state"));
                    page.Fact("planned", body.Text("plannedAt"));
                    page.Fact("owner", body.Text("ownerName"));
                    page.Fact("successor", body.Text("successor"));
                    page.Line();
                    page.Table(
                        ["TASK", "DUE", "OWNER", "DONE", "TITLE"],
                        body.Items("tasks")
                            .Select(t =>
                                new[]
                                {
                                    Number(t, "number"),
                                    t.Text("dueAt") ?? "",
                                    t.Text("ownerName") ?? "",
                                    t.Text("doneAt") ?? "",
                                    t.Text("title") ?? "",
                                }
                            )
                    );
                    foreach (var left in body.Items("blockers"))
                    {
                        page.Mark(CheckOutcome.Warn, left.Text("message") ?? left.Text("step") ?? "");
                    }
                }
            )
        );
}
