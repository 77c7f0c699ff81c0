using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Decisions;

/// <summary>
/// <c>decisions push</c>: sends a file of decisions in batches. Run again after a failure it goes on: what is stored counts as a duplicate.
/// </summary>
internal static class DecisionsPushCommand
{
    private const int DefaultBatch = 10_000;
    private const int MaxBatch = 100_000;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "push",
            "Send decisions (NDJSON, gzip or not) in batches; run it again to continue where it stopped.",
            "governance decisions push decisions-2026-11-20.ndjson.gz"
        );
        var file = new Argument<string>("FILE") { Description = "One decision per line; - for standard input." };
        var batch = new Option<int>("--batch")
        {
            Description = "Decisions per batch, 1 to 100,000.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultBatch,
        };
        batch.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxBatch)
            {
                result.AddError("--batch must be from 1 to 100,000.");
            }
        });
        command.Add(file);
        command.Add(batch);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(file);
                var name = path == "-" ? "standard input" : path;
                await using var input = path == "-" ? host.OpenInput() : LocalFile.Open(path);
                using var client = await portal.OpenAsync(host, parse, ct);
                var length = path == "-" ? 0 : LocalFile.LengthOf(path);
                var pushed = await ProgressLine.RunAsync(
                    host,
                    $"Sending {Path.GetFileName(name)}",
                    length,
                    progress => PushAsync(client, new DecisionBatches(input, name, parse.GetValue(batch), progress), name, ct)
                );
                if (pushed.Batches == 0)
                {
                    throw CliException.Usage($"{name} contains no decisions.");
                }

                return new CommandOutcome(
                    new AnswerResult(
                        pushed.ToJson(),
                        page =>
                        {
                            page.Line($"Decisions stored: {Number(pushed.Accepted)}.");
                            page.Fact("batches", Number(pushed.Batches));
                            page.Fact("duplicates", Number(pushed.Duplicates));
                        }
                    )
                );
            }
        );
        return command;
    }

    private static async Task<Pushed> PushAsync(PortalClient client, DecisionBatches batches, string name, CancellationToken ct)
    {
        var total = new Pushed(0, 0, 0);
        await foreach (var batch in batches.ReadAsync(ct))
        {
            try
            {
                var answer = await client.TransferAsync(HttpMethod.Post, "api/v1/decisions", () => Content(batch.Body), ct);
                total = new Pushed(
                    total.Batches + 1,
                    total.Accepted + (answer.Body.Count("accepted") ?? 0),
                    total.Duplicates + (answer.Body.Count("duplicates") ?? 0)
                );
            }
            catch (CliException refused)
            {
                throw new CliException(
                    refused.ExitCode,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{refused.Message}\nThis was the batch of lines {batch.FirstLine:#,0} to {batch.LastLine:#,0} of "
                            + $"{name}; its line 1 is line {batch.FirstLine:#,0} of the file. "
                            + $"Decisions stored before it: {total.Accepted:#,0}. "
                            + $"Fix the problem and run the command again; nothing is stored twice."
                    ),
                    refused
                )
                {
                    Status = refused.Status,
                    Code = refused.Code,
                };
            }
        }

        return total;
    }

    private static ByteArrayContent Content(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private sealed record Pushed(long Batches, long Accepted, long Duplicates)
    {
        public JsonElement ToJson()
        {
            using var document = JsonDocument.Parse(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"batches":{{Batches}},"accepted":{{Accepted}},"duplicates":{{Duplicates}}}"""
                )
            );
            return document.RootElement.Clone();
        }
    }
}
