using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using Governance.Transparency;

namespace Governance.Reporting.Keys;

/// <summary>
/// A key behind a program: it gets the 32 bytes of a SHA-256 digest on its standard input and answers the signature on its standard output,
/// in DER or as r ‖ s. Started again for each signature, without a shell, with no more than a time allowed.
/// </summary>
internal sealed class CommandKey : ISigningKey
{
    private const int FieldLength = 32;
    private const int MaxAnswer = 4_096;

    private readonly SignerAddress _address;
    private readonly TimeSpan _timeout;

    private CommandKey(SignerAddress address, TimeSpan timeout, byte[] publicKey) =>
        (_address, _timeout, PublicKey) = (address, timeout, publicKey);

    public ReadOnlyMemory<byte> PublicKey { get; }

    public static CommandKey Open(SignerAddress address, TimeSpan timeout)
    {
        var file = address.File("public-key");
        try
        {
            return DsseKey.FromPem(File.ReadAllText(file)) is { } key
                ? new CommandKey(address, timeout, key.Spki.ToArray())
                : throw address.Away($"{file} holds no ECDSA P-256 public key in PEM.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw address.Away($"{file} cannot be read.", e);
        }
    }

    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        var sent = digest.ToArray();
        // On a thread of the pool: the person who signs waits for it without a context that the continuations could need.
        var answer = Task.Run(() => AskAsync(sent)).GetAwaiter().GetResult();
        return FixedField(answer)
            ?? throw _address.Away("the program's answer is not an ECDSA signature on P-256, neither in DER nor as r and s.");
    }

    public void Dispose()
    {
        // Nothing stays open between two signatures.
    }

    /// <summary>A signature as r ‖ s; null when it is none.</summary>
    internal static byte[]? FixedField(byte[] signature)
    {
        if (signature.Length == 2 * FieldLength)
        {
            return signature;
        }

        try
        {
            var pair = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
            var both = new byte[2 * FieldLength];
            for (var i = 0; i < 2; i++)
            {
                var number = pair.ReadInteger();
                if (number.Sign <= 0 || number.GetByteCount(isUnsigned: true) > FieldLength)
                {
                    return null;
                }

                _ = number.TryWriteBytes(
                    both.AsSpan(((i + 1) * FieldLength) - number.GetByteCount(isUnsigned: true)),
                    out _,
                    isUnsigned: true,
                    isBigEndian: true
                );
            }

            return pair.HasData ? null : both;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    private async Task<byte[]> AskAsync(byte[] digest)
    {
        var program = _address.File("program");
        var start = new ProcessStartInfo(program, _address.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw _address.Away($"{program} cannot be started: {e.Message}", e);
        }

        using var time = new CancellationTokenSource(_timeout);
        try
        {
            var complaints = ReadAsync(process.StandardError.BaseStream, time.Token);
            var answer = ReadAsync(process.StandardOutput.BaseStream, time.Token);
            await WriteAsync(process.StandardInput.BaseStream, digest, time.Token).ConfigureAwait(false);
            var bytes = await answer.ConfigureAwait(false);
            await complaints.ConfigureAwait(false);
            await process.WaitForExitAsync(time.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? bytes : throw _address.Away($"{program} exited with code {process.ExitCode}.");
        }
        catch (OperationCanceledException e)
        {
            throw _address.Away(
                string.Create(CultureInfo.InvariantCulture, $"{program} did not sign within {_timeout.TotalSeconds:0.#} seconds."),
                e
            );
        }
        catch (IOException e)
        {
            throw _address.Away($"{program} did not sign: {e.Message}", e);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task WriteAsync(Stream input, byte[] digest, CancellationToken ct)
    {
        try
        {
            await using (input.ConfigureAwait(false))
            {
                await input.WriteAsync(digest, ct).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says more.
        }
    }

    // More than a signature can have is no signature: what follows is left unread, and the program is ended with its pipe.
    private static async Task<byte[]> ReadAsync(Stream output, CancellationToken ct)
    {
        var buffer = new byte[MaxAnswer];
        var length = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        return buffer[..length];
    }
}
