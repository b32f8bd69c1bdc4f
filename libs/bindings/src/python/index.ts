export { generatePython, type PythonOptions } from './generate';
