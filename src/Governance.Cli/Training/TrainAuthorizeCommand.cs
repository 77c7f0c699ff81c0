using System.CommandLine;
using System.Text;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain.Training;
using Governance.Transparency;

namespace Governance.Cli.Training;

/// <summary>
/// <c>train authorize</c>: may this model be trained on these datasets from this commit? Asks the portal, gets the signed permit and checks
/// it here.
/// </summary>
internal static class TrainAuthorizeCommand
{
    private const int LargestFile = 256 * 1024;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "authorize",
            "Get and verify a training permit. Exit codes: 0 permitted, 1 not permitted, 3 no answer, 4 still open after --wait.",
            "governance train authorize --model fraud-scorer --dataset payments@2026-10 --commit a41f09c --purpose \"fraud detection\" "
                + "--environment eu-train --public-key seal.pem --output permit.json"
        );
        var model = CommonOptions.Model();
        var datasets = CommonOptions.Many("--dataset", "Dataset as name@version; repeatable.", "NAME@VERSION");
        datasets.Required = true;
        var commit = CommonOptions.Text("--commit", "Commit of the code.", "COMMIT", required: true);
        var purpose = CommonOptions.Text("--purpose", "Purpose of the training; each dataset must allow it.", "PURPOSE", required: true);
        var environment = CommonOptions.Text("--environment", "Environment in which the model is trained.", "NAME", required: true);
        var compute = CommonOptions.Text("--compute", "Compute resources that the training uses.", "NAME");
        var keys = CommonOptions.Many(
            "--public-key",
            "The portal's seal in PEM form, obtained separately from the permit; repeatable.",
            "FILE"
        );
        var output = CommonOptions.Text("--output", "File to write the permit to.", "FILE");
        var wait = CommonOptions.Wait("How long to wait for the answers to the request.");
        foreach (Option option in new Option[] { model, datasets, commit, purpose, environment, compute, keys, output, wait })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var data = parse.GetRequiredValue(datasets).Select(Dataset).ToList();
                var trusted = await KeysAsync(parse.GetValue(keys) ?? [], ct);
                if (parse.GetValue(output) is { } file)
                {
                    OutputPlan.EnsureWritable(file);
                }

                using var client = await portal.OpenAsync(host, parse, ct);
                var body = (await client.PostAsync("api/v1/training-permits", Write, ct)).Body;
                var address = $"api/v1/training-permits/{body.Text("id")}";
                if (parse.GetValue(wait) is { } text && Duration.TryParse(text, out var time))
                {
                    body = await WaitAsync(host, client, address, body, time, ct);
                    if (body.Text("state") == "waiting")
                    {
                        return Outcome(body, "it is still waiting for answers", ExitCode.StillOpen);
                    }
                }

                if (body.Text("state") != "approved")
                {
                    return Outcome(body, $"its state is {body.Text("state")}", ExitCode.Refused);
                }

                body = (await client.PostAsync($"{address}:issue", static writer => Empty(writer), ct)).Body;
                var envelope = body.Member("envelope") ?? throw CliException.Undecided("The portal's answer contains no permit.");
                var permit = Encoding.UTF8.GetBytes(envelope.GetRawText());
                var doubt =
                    trusted.Count == 0
                        ? null
                        : TrainingStatement.Verify(
                            permit,
                            trusted,
                            parse.GetRequiredValue(model),
                            [.. data.Select(d => TrainingStatement.NameOf(d.Name, d.Version))],
                            parse.GetRequiredValue(commit),
                            host.Clock.GetUtcNow()
                        );
                if (doubt is null && parse.GetValue(output) is { } kept)
                {
                    await KeepAsync(kept, permit, ct);
                }

                return Outcome(body, doubt, doubt is null ? ExitCode.Done : ExitCode.Refused);

                void Write(Utf8JsonWriter writer)
                {
                    writer.WriteStartObject();
                    writer.WriteString("model", parse.GetRequiredValue(model));
                    writer.WriteString("commit", parse.GetRequiredValue(commit));
                    writer.WriteString("purpose", parse.GetRequiredValue(purpose));
                    writer.WriteString("environment", parse.GetRequiredValue(environment));
                    writer.WriteString("compute", parse.GetValue(compute));
                    writer.WriteStartArray("datasets");
                    foreach (var (name, version) in data)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("name", name);
                        writer.WriteString("version", version);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }
            }
        );
        return command;
    }

    private static void Empty(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static CommandOutcome Outcome(JsonElement body, string? doubt, ExitCode code) =>
        new(
            new AnswerResult(
                body,
                page =>
                    page.Verdict(
                        doubt is null ? CheckOutcome.Pass : CheckOutcome.Fail,
                        doubt is null
                            ? $"{body.Text("id")} permits training of {body.Text("model")} until {body.Text("expiresAt")}."
                            : $"{body.Text("id")} does not permit the training: {doubt}"
                    )
            ),
            code
        );

    private static (string Name, string Version) Dataset(string text) =>
        text.LastIndexOf('@') is var at and > 0 && at < text.Length - 1
            ? (text[..at], text[(at + 1)..])
            : throw CliException.Usage($"{text} has no version. Write it like payments@2026-10.");

    private static async Task<List<DsseKey>> KeysAsync(string[] files, CancellationToken ct)
    {
        var keys = new List<DsseKey>();
        foreach (var path in files)
        {
            keys.Add(
                DsseKey.FromPem(Encoding.UTF8.GetString(await LocalFile.ReadAsync(path, LargestFile, ct)))
                    ?? throw CliException.Usage($"{path} holds no P-256 key in PEM form.")
            );
        }

        return keys;
    }

    private static async Task KeepAsync(string file, byte[] permit, CancellationToken ct)
    {
        try
        {
            await File.WriteAllBytesAsync(file, permit, ct);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{file} cannot be written: {problem.Message}", problem);
        }
    }

    // While it waits, a portal that is away for a moment is no reason to give up; a key it refuses is.
    private static async Task<JsonElement> WaitAsync(
        CliHost host,
        PortalClient client,
        string address,
        JsonElement body,
        TimeSpan time,
        CancellationToken ct
    )
    {
        var started = host.Clock.GetTimestamp();
        CliException? silence = null;
        while (body.Text("state") == "waiting" && time - host.Clock.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(s_pause < left ? s_pause : left, host.Clock, ct);
            try
            {
                (body, silence) = ((await client.GetAsync(address, ct, attempts: 1)).Body, null);
            }
            catch (CliException away) when (away is { ExitCode: ExitCode.Undecided, Status: null or 429 or >= 500 })
            {
                silence = away;
            }
        }

        return silence is null ? body : throw silence;
    }
}
