using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Governance.Transparency.Witness;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>This portal as a witness of other logs; null where configuration names none.</summary>
public sealed class PortalWitness(IOptions<WitnessOptions> options, KeyFolder keys, IWitnessState state, TimeProvider clock)
{
    /// <summary>Name of the key's file in the key folder.</summary>
    public const string FileName = "witness-key";

    private readonly Lazy<LogWitness?> _witness = new(() => Open(options.Value, keys, state, clock));

    /// <summary>The witness.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no OpenSSL 3.</exception>
    /// <exception cref="KeyFolderException">The key folder holds something else under the key's name.</exception>
    public LogWitness? Witness => _witness.Value;

    private static LogWitness? Open(WitnessOptions options, KeyFolder keys, IWitnessState state, TimeProvider clock)
    {
        if (options.Logs.Length == 0)
        {
            return null;
        }

        var logs = options.Logs.Select(text => NoteKey.TryParse(text, out var key) ? key : null).OfType<NoteKey>().ToList();
        if (keys.Read(FileName) is null)
        {
            keys.WriteNew(FileName, WitnessKeyFile.Write(WitnessKeyFile.NewSeed())); // another node may be quicker: its key counts
        }

        return WitnessKeyFile.TryRead(keys.Read(FileName) ?? "", out var seed)
            ? new LogWitness(options.Name, seed, logs, state, clock)
            : throw new KeyFolderException($"Storage__KeyPath: {keys.File(FileName)} holds no Ed25519 key (PEM, PKCS#8).");
    }
}
