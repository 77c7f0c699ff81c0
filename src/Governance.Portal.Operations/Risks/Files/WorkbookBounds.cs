using System.Globalization;
using Governance.Portal.Kernel.Configuration;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// How much of a workbook is read. It is compressed XML: a small file may unfold into a very large one, so everything is counted before it
/// is held.
/// </summary>
/// <param name="Characters">Characters of XML, of all parts that are read together.</param>
/// <param name="Elements">Elements of all parts that are read together.</param>
/// <param name="Text">Characters of all cells together; a shared text counts wherever it stands.</param>
internal sealed record WorkbookBounds(long Characters, int Elements, int Text)
{
    /// <summary>Parts of the archive.</summary>
    public const int Parts = 200;

    /// <summary>How much smaller a part of more than eight mebibytes may be in the archive.</summary>
    public const int Ratio = 400;

    /// <summary>Characters of a part that only says where others are.</summary>
    public const int DirectoryCharacters = 1 << 20;

    /// <summary>Depth of elements.</summary>
    public const int Depth = 32;

    /// <summary>Different names of elements and attributes.</summary>
    public const int Names = 2_000;

    /// <summary>Characters between the beginnings of two elements.</summary>
    public const int Run = 256 * 1024;

    /// <summary>Rows of the sheet, empty ones too.</summary>
    public const int Rows = 50_000;

    /// <summary>Columns of the sheet.</summary>
    public const int Columns = 256;

    /// <summary>Characters of a cell: what spreadsheet programs take.</summary>
    public const int CellCharacters = 32_767;

    /// <summary>Shared texts.</summary>
    public const int SharedTexts = 65_536;

    /// <summary>Those that are configured.</summary>
    public static WorkbookBounds Of(LimitsOptions limits) => new(limits.WorkbookBytes, limits.WorkbookElements, limits.WorkbookText);
}

/// <summary>What was read of a workbook so far.</summary>
internal sealed class WorkbookTally(WorkbookBounds bounds)
{
    private long _characters;
    private int _elements;
    private int _text;

    public void AddCharacters(int count)
    {
        _characters += count;
        if (_characters > bounds.Characters)
        {
            throw new WorkbookLimitException("Limits__WorkbookBytes", bounds.Characters);
        }
    }

    public void AddElement()
    {
        if (++_elements > bounds.Elements)
        {
            throw new WorkbookLimitException("Limits__WorkbookElements", bounds.Elements);
        }
    }

    public void AddText(int count)
    {
        _text += count;
        if (_text > bounds.Text)
        {
            throw new WorkbookLimitException("Limits__WorkbookText", bounds.Text);
        }
    }
}

/// <summary>A workbook is larger than a configured limit.</summary>
internal sealed class WorkbookLimitException(string limit, long most)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{limit} allows {most}."))
{
    /// <summary>The configuration key.</summary>
    public string Limit { get; } = limit;

    /// <summary>What it allows.</summary>
    public long Most { get; } = most;
}
