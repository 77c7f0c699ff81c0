using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Releases;

/// <summary>
/// <c>release verify</c>: whether a folder holds exactly the files that someone signed. Works without a portal and without a network.
/// </summary>
internal static class ReleaseVerifyCommand
{
    private const int LargestSignature = 64 * 1024 * 1024;
    private const int MaxNamed = 10;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "verify",
            "Verify a release; exit 1 when a file differs, is missing or was not signed.",
            "governance release verify --folder publish --signature release.dsse.json --public-key release.pub.pem"
        );
        var folder = CommonOptions.Text("--folder", "Folder with the release.", "FOLDER", required: true);
        var signature = new Option<string>("--signature")
        {
            Description = "Its signature.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "release.dsse.json",
        };
        var keys = new Option<string[]>("--public-key")
        {
            Description = "Trusted P-256 key in PEM form; repeatable.",
            HelpName = "FILE",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var commit = CommonOptions.Text("--commit", "Commit the release must be built from.", "SHA");
        command.Add(folder);
        command.Add(signature);
        command.Add(keys);
        command.Add(commit);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var trusted = await TrustedKeys.ReadAsync(parse.GetRequiredValue(keys), ct);
                var path = parse.GetRequiredValue(signature);
                var verified = await VerifyAsync(
                    parse.GetRequiredValue(folder),
                    path,
                    await LocalFile.ReadAsync(path, LargestSignature, ct),
                    trusted,
                    parse.GetValue(commit),
                    ct
                );
                return new CommandOutcome(verified, verified.Doubts.Count == 0 ? ExitCode.Done : ExitCode.Refused);
            }
        );
        return command;
    }

    private static async Task<Verified> VerifyAsync(
        string folder,
        string signaturePath,
        byte[] signature,
        IReadOnlyList<DsseKey> trusted,
        string? commit,
        CancellationToken ct
    )
    {
        if (!Directory.Exists(folder))
        {
            throw CliException.Usage($"{folder} is not a folder.");
        }

        if (DsseEnvelope.Parse(signature) is not { PayloadType: DsseEnvelope.InTotoType } envelope)
        {
            return new Verified(null, null, ["The signature is not a DSSE envelope around an in-toto statement."]);
        }

        if (envelope.SignedBy(trusted) is not [var key, ..])
        {
            return new Verified(null, null, ["The release is not signed with one of the trusted keys."]);
        }

        if (ReleaseStatement.Parse(envelope.Payload) is not { } statement)
        {
            return new Verified(null, key.Id, ["The signed file is not a release of this product."]);
        }

        var doubts = new List<string>();
        if (commit is not null && commit != statement.Commit)
        {
            doubts.Add($"The release was built from {statement.Commit}, not from {commit}.");
        }

        var signed = statement.Files.ToDictionary(f => f.Path, f => f.Sha256, StringComparer.Ordinal);
        foreach (var (name, sha256) in statement.Files)
        {
            var file = Path.Combine(folder, name);
            if (!File.Exists(file))
            {
                doubts.Add($"{name} is missing.");
            }
            else if ((await LocalFile.HashAsync(file, null, ct)).Sha256 != sha256)
            {
                doubts.Add($"{name} differs from the file that was signed.");
            }
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            var isTheSignature = Path.GetFullPath(file) == Path.GetFullPath(signaturePath);
            if (
                name == FileList.Name
                    ? (await LocalFile.HashAsync(file, null, ct)).Sha256 != statement.ListSha256
                    : !isTheSignature && !signed.ContainsKey(name)
            )
            {
                doubts.Add(name == FileList.Name ? $"{name} differs from the file that was signed." : $"{name} was not signed.");
            }
        }

        return new Verified(statement, key.Id, doubts);
    }

    private sealed record Verified(ReleaseStatement? Statement, string? KeySha256, IReadOnlyList<string> Doubts) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Verdict(
                Doubts.Count == 0 ? CheckOutcome.Pass : CheckOutcome.Fail,
                Doubts.Count == 0
                    ? $"Files that match what was signed: {Statement!.Files.Count}."
                    : "The release differs from what was signed."
            );
            foreach (var doubt in Doubts.Take(MaxNamed))
            {
                page.Line(doubt);
            }

            if (Doubts.Count > MaxNamed)
            {
                page.Line($"And {Doubts.Count - MaxNamed} more.");
            }

            page.Fact("commit", Statement?.Commit);
            page.Fact("builder", Statement?.Builder);
            page.Fact("key", KeySha256);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("verified", Doubts.Count == 0);
            writer.WriteString("commit", Statement?.Commit);
            writer.WriteString("builder", Statement?.Builder);
            writer.WriteString("version", Statement?.Version);
            writer.WriteString("keySha256", KeySha256);
            writer.WriteStartArray("reasons");
            foreach (var doubt in Doubts)
            {
                writer.WriteStringValue(doubt);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
