using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Cli.Models;

/// <summary><c>model sign</c>: signs an artifact here, in the form of OpenSSF Model Signing. Nothing is sent.</summary>
internal static class SignCommand
{
    private const int LargestKey = 64 * 1024;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "sign",
            "Sign an artifact (OpenSSF Model Signing 1.0).",
            "governance model sign --artifact model.onnx --key release.pem --output model.sig"
        );
        var artifact = CommonOptions.Text("--artifact", "The artifact.", "FILE", required: true);
        var key = CommonOptions.Text("--key", "Private P-256 key in PEM form, not encrypted.", "FILE", required: true);
        var output = new Option<string>("--output")
        {
            Description = "File to write the signature to.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "model.sig",
        };
        command.Add(artifact);
        command.Add(key);
        command.Add(output);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var (path, to) = (parse.GetRequiredValue(artifact), parse.GetRequiredValue(output));
                using var signer = await ReadKeyAsync(parse.GetRequiredValue(key), ct);
                var digest = await ArtifactUpload.HashAsync(host, path, ct);
                var name = Path.GetFileName(path);
                var signature = ModelSigning.Sign(name, [new SignedResource(name, digest.Sha256)], signer);
                await WriteAsync(to, signature, ct);
                return new CommandOutcome(new Signed(path, digest.Sha256, to, DsseKey.Of(signer).Id));
            }
        );
        return command;
    }

    private static async Task<ECDsa> ReadKeyAsync(string path, CancellationToken ct)
    {
        var pem = Encoding.UTF8.GetString(await LocalFile.ReadAsync(path, LargestKey, ct));
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
            throw CliException.Usage(
                $"{path} holds no private P-256 key in PEM form. Create one: openssl ecparam -genkey -name prime256v1 -noout",
                e
            );
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

    private sealed record Signed(string Artifact, string Sha256, string Output, string KeySha256) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Line($"Signed {Artifact}.");
            page.Fact("sha256", Sha256);
            page.Fact("key", KeySha256);
            page.Fact("signature", Output);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("artifact", Artifact);
            writer.WriteString("sha256", Sha256);
            writer.WriteString("keySha256", KeySha256);
            writer.WriteString("signature", Output);
            writer.WriteEndObject();
        }
    }
}
