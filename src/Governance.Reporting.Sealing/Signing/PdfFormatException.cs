namespace Governance.Reporting.Signing;

/// <summary>The bytes are not a PDF this project can append to or read: the message says what was expected and where.</summary>
public sealed class PdfFormatException : Exception
{
    public PdfFormatException(string message)
        : base(message) { }

    public PdfFormatException(string message, Exception inner)
        : base(message, inner) { }

    public PdfFormatException()
        : base("The file is not a PDF with a classic cross-reference table.") { }
}
