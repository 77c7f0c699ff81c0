using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Reports;

/// <summary><c>report export</c>: has a report made, fetches it and verifies its digest.</summary>
internal static class ReportExportCommand
{
    private static readonly string[] s_kinds =
    [
        "annex-iv",
        "fria",
        "declaration-of-conformity",
        "registration",
        "pmm-plan",
        "pmm-report",
        "serious-incident",
        "approval-record",
        "risk-register",
        "drift",
        "model-card",
        "system-card",
        "explanation",
        "validation",
        "audit-extract",
        "nist-ai-rmf",
        "iso-42001",
        "oscal",
        "committee-pack",
        "competences",
        "group-figures",
    ];

    private static readonly string[] s_languages = ["en", "de"];

    private static readonly TimeSpan s_usualWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "export",
            "Create a report, download it and verify its digest.",
            "governance report export --kind approval-record --subject APR-0012 --output APR-0012.pdf"
        );
        var kind = CommonOptions.OneOf("--kind", "Kind of report.", s_kinds, required: true);
        kind.HelpName = "KIND";
        kind.Description = $"Kind of report: {string.Join(", ", s_kinds)}.";
        var subject = CommonOptions.Text(
            "--subject",
            "Subject of the report: APR-0012, SYS-0001, a model, model@version, * for a whole register, *@90d for a period.",
            "SUBJECT",
            required: true
        );
        var output = CommonOptions.Text(
            "--output",
            "File to write; its extension (.pdf, .html, .json) determines the format.",
            "FILE",
            required: true
        );
        var language = CommonOptions.OneOf("--language", "Language of the document (default: en).", s_languages);
        var wait = CommonOptions.Wait("How long to wait for the report (default: 10m).");
        foreach (Option option in new Option[] { kind, subject, output, language, wait })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var file = parse.GetRequiredValue(output);
                var form = Path.GetExtension(file).ToLowerInvariant() switch
                {
                    ".pdf" => "pdf",
                    ".html" or ".htm" => "html",
                    ".json" => "json",
                    _ => throw CliException.Usage(
                        $"The name of {file} must end in .pdf, .html or .json, which determines the format of the report."
                    ),
                };
                OutputPlan.EnsureWritable(file);
                var limit = parse.GetValue(wait) is { } text && Duration.TryParse(text, out var time) ? time : s_usualWait;
                using var client = await portal.OpenAsync(host, parse, ct);
                var (ready, path) = await MakeAsync(
                    host,
                    client,
                    new(parse.GetRequiredValue(kind), parse.GetRequiredValue(subject), form, parse.GetValue(language)),
                    limit,
                    ct
                );
                var digest = await FetchAsync(host, client, path, ready, file, ct);
                return new CommandOutcome(
                    new AnswerResult(
                        ready,
                        page =>
                        {
                            page.Line($"Wrote {file}.");
                            page.Fact("report", ready.Text("id"));
                            page.Fact("sha256", $"{digest.Sha256} (as recorded by the portal)");
                            page.Fact("size", Sizes.Words(digest.SizeBytes));
                        }
                    )
                );
            }
        );
        return command;
    }

    /// <summary>Has a report made and waits for it.</summary>
    /// <returns>The finished report, and its path on the server.</returns>
    internal static async Task<(JsonElement Report, string Path)> MakeAsync(
        CliHost host,
        PortalClient client,
        ReportWish wish,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        var asked = await client.PostAsync(
            "api/v1/reports",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("kind", wish.Kind);
                writer.WriteString("subject", wish.Subject);
                writer.WriteString("format", wish.Format);
                // A portal that is older than the choice would not know the word.
                if (wish.Language is { } spoken)
                {
                    writer.WriteString("language", spoken);
                }

                writer.WriteEndObject();
            },
            ct
        );
        var path =
            client.LocalPath(asked.Location)
            ?? (
                asked.Body.Text("id") is { } id
                    ? $"api/v1/reports/{Uri.EscapeDataString(id)}"
                    : throw CliException.Undecided("The portal does not say where the report will be.")
            );
        return (await WaitAsync(host, client, path, asked.Body, limit, ct), path);
    }

    private static async Task<JsonElement> WaitAsync(
        CliHost host,
        PortalClient client,
        string path,
        JsonElement first,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        var started = host.Clock.GetTimestamp();
        var pause = TimeSpan.FromSeconds(0.5);
        string? last = null;
        for (var report = first; ; report = (await client.GetAsync(path, ct)).Body)
        {
            var state = report.Text("state");
            switch (state)
            {
                case "ready":
                    return report;
                case "failed":
                    var why = report.Text("failure") ?? report.Text("reason") ?? report.Text("detail");
                    throw CliException.Undecided($"The report could not be created{(why is null ? "." : $": {why}")}");
            }

            if (state != last)
            {
                last = state;
                await host.Error.WriteLineAsync($"{report.Text("id") ?? "The report"} is {PlainText.Line(state ?? "queued")}.");
            }

            var left = limit - host.Clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                throw new CliException(
                    ExitCode.StillOpen,
                    $"{report.Text("id") ?? "The report"} is still {state ?? "queued"}. Wait longer with --wait."
                );
            }

            await Task.Delay(pause < left ? pause : left, host.Clock, ct);
            pause = pause * 1.5 < s_longestPause ? pause * 1.5 : s_longestPause;
        }
    }

    /// <summary>Writes beside the target and renames, so that the target never holds half a report or one with another digest.</summary>
    private static async Task<FileDigest> FetchAsync(
        CliHost host,
        PortalClient client,
        string path,
        JsonElement report,
        string file,
        CancellationToken ct
    )
    {
        var expected =
            report.Text("sha256") ?? throw CliException.Undecided("The portal gave no digest for the report, so it cannot be verified.");
        var partial = file + ".part";
        try
        {
            FileDigest digest;
            using (var response = await client.DownloadAsync($"{path}/content", ct))
            {
                digest = await ProgressLine.RunAsync(
                    host,
                    $"Fetching {Path.GetFileName(file)}",
                    response.Content.Headers.ContentLength ?? 0,
                    progress => CopyAsync(client, response, partial, progress, ct)
                );
            }

            if (!string.Equals(digest.Sha256, expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new CliException(
                    ExitCode.Refused,
                    $"The file received has SHA-256 {digest.Sha256}, but the portal recorded {expected}. Nothing was saved."
                );
            }

            File.Move(partial, file, overwrite: true);
            return digest;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<FileDigest> CopyAsync(
        PortalClient client,
        HttpResponseMessage response,
        string partial,
        Action<long> progress,
        CancellationToken ct
    )
    {
        await using var target = new FileStream(
            partial,
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            FileOptions.Asynchronous
        );
        await using var source = await response.Content.ReadAsStreamAsync(ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        long length = 0;
        while (true)
        {
            int read;
            try
            {
                read = await source.ReadAsync(buffer, ct);
            }
            catch (Exception problem) when (PortalClient.IsNetwork(problem, ct))
            {
                throw client.NoAnswer(problem);
            }

            if (read == 0)
            {
                return new FileDigest(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), ct);
            length += read;
            progress(length);
        }
    }
}

/// <summary>A report that is asked for.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Format"><c>pdf</c>, <c>html</c> or <c>json</c>.</param>
/// <param name="Language">Language of the document; null for the portal's choice.</param>
internal sealed record ReportWish(string Kind, string Subject, string Format, string? Language);
