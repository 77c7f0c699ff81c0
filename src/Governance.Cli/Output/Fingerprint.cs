using System.Security.Cryptography;
using System.Text;

namespace Governance.Cli.Output;

/// <summary>Recognises the same finding from run to run: depends on what was checked, not on the numbers found.</summary>
internal static class Fingerprint
{
    public static string Of(CheckReport report, CheckItem item) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Suite ?? report.Suite}\n{item.Id}\n{report.Subject}")));
}
