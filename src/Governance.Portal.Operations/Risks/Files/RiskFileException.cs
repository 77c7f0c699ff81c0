using System.Globalization;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>A file of risks cannot be read; the message says where and why, for the person who sent it.</summary>
internal sealed class RiskFileException : Exception
{
    public RiskFileException(string message)
        : base(message) { }

    public RiskFileException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>Refuses a file of more rows than are taken.</summary>
    public static void ThrowIfTooMany(int rows, int most)
    {
        if (rows > most)
        {
            throw new RiskFileException(string.Create(CultureInfo.InvariantCulture, $"At most {most - 1:#,0} risks are taken at once."));
        }
    }
}
