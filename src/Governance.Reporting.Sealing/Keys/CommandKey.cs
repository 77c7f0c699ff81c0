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
        var answer = Ask(digest.ToArray());
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

    // Without tasks: who signs holds a transaction, and must not wait for a thread of the pool besides.
    private byte[] Ask(byte[] digest)
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

        // Each stream has a thread of its own: what a program it left behind still holds open can be given up.
        var began = Stopwatch.GetTimestamp();
        byte[]? answer = null;
        var reading = Begin(() => answer = Read(process.StandardOutput.BaseStream));
        Begin(() => Drain(process.StandardError.BaseStream));
        try
        {
            Write(process.StandardInput.BaseStream, digest);
            if (!reading.Join(_timeout) || (answer is { Length: < MaxAnswer } && !process.WaitForExit(Left(began))))
            {
                throw _address.Away(
                    string.Create(CultureInfo.InvariantCulture, $"{program} did not sign within {_timeout.TotalSeconds:0.#} seconds.")
                );
            }

            return answer is null ? throw _address.Away($"{program} did not sign: its answer could not be read.")
                : answer.Length == MaxAnswer || process.ExitCode == 0 ? answer
                : throw _address.Away($"{program} exited with code {process.ExitCode}.");
        }
        finally
        {
            End(process);
        }
    }

    private TimeSpan Left(long began)
    {
        var left = _timeout - Stopwatch.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static Thread Begin(Action read)
    {
        var thread = new Thread(() =>
        {
            try
            {
                read();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The program is ended, and its pipe with it.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself at the same moment.
        }
    }

    private static void Write(Stream input, byte[] digest)
    {
        try
        {
            using (input)
            {
                input.Write(digest);
            }
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says more.
        }
    }

    // What it complains of is read, so that it never waits for a full pipe, and is nobody's.
    private static void Drain(Stream output)
    {
        var buffer = new byte[MaxAnswer];
        while (output.Read(buffer) > 0) { }
    }

    // More than a signature can have is no signature: what follows is left unread, and the program is ended with its pipe.
    private static byte[] Read(Stream output)
    {
        var buffer = new byte[MaxAnswer];
        var length = output.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..length];
    }
}
