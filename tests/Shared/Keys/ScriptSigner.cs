using System.Security.Cryptography;

namespace Governance.Testing;

/// <summary>
/// A signer behind a program, as an installation has one: a shell script around OpenSSL, and a switch that makes it fail.
/// </summary>
internal sealed class ScriptSigner
{
    private readonly string _away;

    public ScriptSigner(string folder, string name = "signer", string? body = null)
    {
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Spki = key.ExportSubjectPublicKeyInfo();
        var (secret, open) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.pub"));
        var program = Path.Combine(folder, $"{name}.sh");
        _away = Path.Combine(folder, $"{name}.away");
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(
            program,
            body
                ?? $"#!/bin/sh\n[ ! -e '{_away}' ] || exit 3\n[ \"$1\" = '--sign it' ] || exit 4\n"
                    + $"exec openssl pkeyutl -sign -inkey '{secret}' -in /dev/stdin\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Address = $"command:{program}?arg=--sign%20it&public-key={open}";
    }

    public string Address { get; }

    public byte[] Spki { get; }

    public bool IsAway
    {
        set
        {
            if (value)
            {
                File.WriteAllText(_away, "");
            }
            else
            {
                File.Delete(_away);
            }
        }
    }
}
