using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Releases;

/// <summary>
/// <c>release sign</c>: signs the list of a release's files, with a key file or a signer that lies elsewhere. Nothing is sent.
/// </summary>
internal static class ReleaseSignCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "sign",
            "Sign a release: an in-toto statement over the files of SHA256SUMS, in a DSSE envelope.",
            "governance release sign --sums artifacts/publish/SHA256SUMS --commit COMMIT --builder ci.example --key "
                + "release.pem --output release.dsse.json"
        );
        var sums = CommonOptions.Text("--sums", "List of the files, as \"./build.sh publish\" writes it.", "FILE", required: true);
        var commit = CommonOptions.Text("--commit", "Full ID of the commit the files were built from.", "SHA", required: true);
        var builder = CommonOptions.Text("--builder", "Who or what built the files.", "NAME", required: true);
        var output = new Option<string>("--output")
        {
            Description = "File to write the signature to.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "release.dsse.json",
        };
        command.Add(sums);
        command.Add(commit);
        command.Add(builder);
        var key = new SigningKeyOptions(command);
        command.Add(output);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var id = parse.GetRequiredValue(commit);
                if (!ReleaseStatement.IsCommit(id))
                {
                    throw CliException.Usage($"--commit: \"{id}\" is not a complete commit ID.");
                }

                var (files, list) = await FileList.ReadAsync(parse.GetRequiredValue(sums), ct);
                using var secret = await key.OpenAsync(parse, ct);
                var statement = new ReleaseStatement(files, ProgramVersion.Text, id, parse.GetRequiredValue(builder), list);
                var to = parse.GetRequiredValue(output);
                await WriteAsync(to, SigningKeyOptions.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), secret).ToBytes(), ct);
                return new CommandOutcome(new Signed(files.Count, id, to, DsseKey.Of(secret).Id));
            }
        );
        return command;
    }

    private static async Task WriteAsync(string path, byte[] bytes, CancellationToken ct)
    {
        try
        {
            await File.WriteAllBytesAsync(path, bytes, ct);
        }
        catch (Exception e) when (LocalFile.IsReadProblem(e))
        {
            throw CliException.Usage($"{path} cannot be written: {e.Message}", e);
        }
    }

    private sealed record Signed(int Files, string Commit, string Output, string KeySha256) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Line($"Signed {Numbers.Counted(Files, "file")} of commit {Commit}.");
            page.Fact("key", KeySha256);
            page.Fact("signature", Output);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteNumber("files", Files);
            writer.WriteString("commit", Commit);
            writer.WriteString("keySha256", KeySha256);
            writer.WriteString("signature", Output);
            writer.WriteEndObject();
        }
    }
}
