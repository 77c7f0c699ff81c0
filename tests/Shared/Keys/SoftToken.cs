using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Governance.Testing;

/// <summary>
/// A token of SoftHSM2 with a P-256 key called <c>log-key</c> and one called <c>seal</c>. One a process: the module reads its settings
/// once.
/// </summary>
internal static class SoftToken
{
    public const string Label = "governance-test";

    private const string Pin = "4711-test";

    private static readonly Lazy<string> s_folder = new(Make, LazyThreadSafetyMode.ExecutionAndPublication);

    public static string? Module { get; } =
        Array.Find(
            [
                "/usr/lib/softhsm/libsofthsm2.so",
                "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            ],
            File.Exists
        );

    public static string Address(string key, string? pinFile = null) =>
        $"pkcs11:token={Label};object={key}?module-path={Module}&pin-source={pinFile ?? Path.Combine(s_folder.Value, "pin")}";

    public static string PinFile => Path.Combine(s_folder.Value, "pin");

    private static string Make()
    {
        var folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        Directory.CreateDirectory(Path.Combine(folder, "tokens"));
        var settings = Path.Combine(folder, "softhsm2.conf");
        File.WriteAllText(settings, $"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n");
        File.WriteAllText(Path.Combine(folder, "pin"), Pin + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "pin"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // The module reads the process's own environment, which .NET does not write to.
        if (SetEnvironment("SOFTHSM2_CONF", settings, 1) != 0)
        {
            throw new InvalidOperationException("setenv failed.");
        }

        Run(settings, "--init-token", "--free", "--label", Label, "--so-pin", "so-" + Pin, "--pin", Pin);
        foreach (var (name, id) in new[] { ("log-key", "01"), ("seal", "02"), ("next-key", "03") })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var pem = Path.Combine(folder, name + ".pem");
            File.WriteAllText(pem, key.ExportPkcs8PrivateKeyPem());
            Run(settings, "--import", pem, "--token", Label, "--label", name, "--id", id, "--pin", Pin);
            File.Delete(pem);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }

    private static void Run(string settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("softhsm2-util", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = settings;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
