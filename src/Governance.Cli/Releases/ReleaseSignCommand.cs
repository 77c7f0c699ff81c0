using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Reporting.Keys;
using Governance.Transparency;

namespace Governance.Cli.Releases;

/// <summary>
/// <c>release sign</c>: signs the list of a release's files, with a key file or a signer that lies elsewhere. Nothing is sent.
/// </summary>
internal static class ReleaseSignCommand
{
    private const int LargestKey = 64 * 1024;
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(60);

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "sign",
            "Sign a release: an in-toto statement over the files of SHA256SUMS, in a DSSE envelope.",
            "governance release sign --sums artifacts/publish/SHA256SUMS --commit COMMIT --builder ci.example --key release.pem --output release.dsse.json"
        );
        var sums = CommonOptions.Text("--sums", "List of the files, as \"./build.sh publish\" writes it.", "FILE", required: true);
        var commit = CommonOptions.Text("--commit", "Commit the files were built from, whole.", "SHA", required: true);
        var builder = CommonOptions.Text("--builder", "Who or what built them.", "NAME", required: true);
        var key = CommonOptions.Text("--key", "Private P-256 key in PEM form, not encrypted.", "FILE");
        var signer = CommonOptions.Text("--signer", "Key in a token or behind a program instead: pkcs11:… or command:….", "ADDRESS");
        var output = new Option<string>("--output")
        {
            Description = "File to write the signature to.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "release.dsse.json",
        };
        command.Add(sums);
        command.Add(commit);
        command.Add(builder);
        command.Add(key);
        command.Add(signer);
        command.Add(output);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var id = parse.GetRequiredValue(commit);
                if (!ReleaseStatement.IsCommit(id))
                {
                    throw CliException.Usage($"--commit: \"{id}\" is not a complete commit id.");
                }

                var (files, list) = await FileList.ReadAsync(parse.GetRequiredValue(sums), ct);
                using var secret = await KeyAsync(parse.GetValue(key), parse.GetValue(signer), ct);
                var statement = new ReleaseStatement(files, ProgramVersion.Text, id, parse.GetRequiredValue(builder), list);
                var to = parse.GetRequiredValue(output);
                await WriteAsync(to, Sign(statement, secret).ToBytes(), ct);
                return new CommandOutcome(new Signed(files.Count, id, to, DsseKey.Of(secret).Id));
            }
        );
        return command;
    }

    private static DsseEnvelope Sign(ReleaseStatement statement, ECDsa key)
    {
        try
        {
            return DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), key);
        }
        catch (SigningKeyException e)
        {
            throw CliException.Undecided(e.Message, e);
        }
    }

    private static async Task<ECDsa> KeyAsync(string? file, string? signer, CancellationToken ct)
    {
        if ((file is null) == (signer is null))
        {
            throw CliException.Usage("Name the key with --key, or where it lies with --signer.");
        }

        if (signer is not null)
        {
            try
            {
                return SignerAddress.Parse("--signer", signer).Open(s_wait);
            }
            catch (FormatException e)
            {
                throw CliException.Usage(e.Message, e);
            }
            catch (SigningKeyException e)
            {
                throw CliException.Undecided(e.Message, e);
            }
        }

        var pem = Encoding.UTF8.GetString(await LocalFile.ReadAsync(file!, LargestKey, ct));
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            _ = DsseKey.Of(key);
            _ = key.ExportPkcs8PrivateKey();
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw CliException.Usage($"{file} holds no private P-256 key in PEM form.", e);
        }
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
            page.Line($"Signed {Files} files of commit {Commit}.");
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
