namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// The looks of cells (ISO/IEC 29500-1 §18.8), in the order of <see cref="CellLook"/>, and the four colours of a level, from calm to
/// grave. The colours are light: a print in grey reads as well.
/// </summary>
internal static class WorkbookStyles
{
    /// <summary>The part.</summary>
    public const string Xml = """
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>
        <fonts count="3"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="10"/><name val="Calibri"/></font>
        <font><b/><sz val="16"/><name val="Calibri"/></font></fonts>
        <fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
        <fill><patternFill patternType="solid"><fgColor rgb="FFE9EDF1"/></patternFill></fill></fills>
        <borders count="2"><border/><border><bottom style="thin"><color rgb="FF8A94A1"/></bottom></border></borders>
        <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
        <cellXfs count="7">
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>
        <xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">
        <alignment vertical="bottom" wrapText="1"/></xf>
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
        <xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">
        <alignment vertical="top"/></xf>
        <xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">
        <alignment horizontal="left" vertical="top"/></xf>
        <xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>
        <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>
        </cellXfs>
        <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
        <dxfs count="4">
        <dxf><fill><patternFill patternType="solid"><bgColor rgb="FFE2EFE6"/></patternFill></fill></dxf>
        <dxf><fill><patternFill patternType="solid"><bgColor rgb="FFFCF1D8"/></patternFill></fill></dxf>
        <dxf><fill><patternFill patternType="solid"><bgColor rgb="FFF8D7B0"/></patternFill></fill></dxf>
        <dxf><font><b/></font><fill><patternFill patternType="solid"><bgColor rgb="FFF3BDB4"/></patternFill></fill></dxf>
        </dxfs>
        </styleSheet>
        """;
}
